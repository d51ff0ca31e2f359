import type { LabContext } from "./context.ts";
import type { Screen } from "./draw/mod.ts";
import { type Asker, askNobody, type Prediction, type Question } from "./predictions.ts";
import { RunScope, type RunScopeOptions } from "./run_scope.ts";

/** Where an experiment shows itself, and whom it asks. */
export interface Showing {
  /** Whose code it runs. */
  readonly author: LabContext["author"];
  /** Where it shows what it measured. */
  readonly screen: Screen;
  /** Who is asked for predictions. @default {askNobody} */
  readonly asker?: Asker;
  /** Called when somebody predicted something, and again with what was seen. */
  readonly onPrediction?: (prediction: Prediction) => Promise<void>;
}

/** The scope of an experiment: it shows, it asks, and it puts what was seen beside the answer. */
export class ExperimentScope extends RunScope implements LabContext {
  readonly #showing: Showing;
  readonly #predictions = new Map<string, Prediction>();

  /** Begins an experiment; dispose of it at the end. */
  constructor(options: RunScopeOptions, showing: Showing) {
    super(options);
    this.#showing = showing;
  }

  get screen(): Screen {
    return this.#showing.screen;
  }

  get author(): LabContext["author"] {
    return this.#showing.author;
  }

  get #asker(): Asker {
    return this.#showing.asker ?? askNobody(this.screen);
  }

  async predict(question: Question): Promise<void> {
    const picked = await this.#asker(question);
    await this.#note({
      id: question.id,
      question: question.question,
      ...(picked === undefined ? {} : { predicted: question.choices[picked]! }),
    });
  }

  async seen(id: string, what: string): Promise<void> {
    const asked = this.#predictions.get(id);
    if (asked === undefined) throw new TypeError(`Nothing was asked under "${id}"`);
    await this.#note({ ...asked, seen: what });
    const { screen } = this;
    screen.line();
    if (asked.predicted !== undefined) screen.say(`You predicted: ${asked.predicted}`);
    screen.say(`${screen.pen.bold("Seen:")} ${what}`);
  }

  async #note(prediction: Prediction): Promise<void> {
    this.#predictions.set(prediction.id, prediction);
    if (prediction.predicted !== undefined) await this.#showing.onPrediction?.(prediction);
  }
}
