/** Requests of the list that two registries answer differently, for one reason. */
export interface KnownDifference {
  /** Whose answer is another than that of Confluent's registry. */
  readonly whose: "Apicurio" | "ours" | "open";
  /** What Confluent's registry does, by its documentation or source, and what the other one does. */
  readonly why: string;
  /** Name of the request, our answer, Apicurio's. */
  readonly requests: readonly (readonly [string, string, string])[];
}

/** The version of Apicurio that is compared with. */
export const APICURIO_VERSION = "3.3.3";

/** Every difference that the comparison may find; one that is not here fails it. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    whose: "Apicurio",
    why:
      "What is refused before a resource is reached has a body with `error_code` and `message` " +
      "too; Apicurio's has none, or one of another form.",
    requests: [
      ["empty: no such path", "404", "404"],
      ["empty: no such method", "405", "405"],
      ["empty: an id that is no number", "404", "404"],
      ["conf: a body that is no JSON", "400", "400"],
      ["body: no JSON", "400", "400"],
      ["body: a list", "400", "400"],
      ["body: a form", "415", "415"],
    ],
  },
  {
    whose: "Apicurio",
    why:
      "A subject without a level of its own is 40408 (`SUBJECT_LEVEL_COMPATIBILITY_NOT_CONFIGURED`" +
      "), and `defaultToGlobal` gives the level in force; Apicurio says 40401 to both.",
    requests: [
      ["empty: level of its own", "404/40408", "404/40401"],
      ["empty: level in force", "200", "404/40401"],
      ["conf: is gone", "404/40408", "404/40401"],
      ["conf: is in force for others", "200", "404/40401"],
    ],
  },
  {
    whose: "Apicurio",
    why:
      "Modes are kept per subject and enforced; Apicurio takes READONLY and IMPORT and goes on " +
      "as before, and says 42201 instead of 42204.",
    requests: [
      ["empty: mode of its own", "404/40409", "200"],
      ["empty: taking its mode back", "404/40401", "200"],
      ["conf: a wrong mode", "422/42204", "422/42201"],
      ["mode: an id of one's own", "422/42205", "200"],
      ["mode: takes nothing", "422/42205", "200"],
      ["mode: gives nothing up", "422/42205", "200"],
      ["mode: import of all, with schemas there", "422/42205", "200"],
    ],
  },
  {
    whose: "Apicurio",
    why: "A version that is neither from 1 to 2³¹−1 nor `latest` is 42202; Apicurio looks for it.",
    requests: [
      ["reg: version 0", "422/42202", "404/40402"],
      ["reg: version abc", "422/42202", "404/40402"],
      ["reg: version 2³²", "422/42202", "404/40402"],
      ["del: version abc", "422/42202", "404/40402"],
      ["body: comparison with version abc", "422/42202", "404/40402"],
      ["body: comparison with version 0", "422/42202", "404/40402"],
    ],
  },
  {
    whose: "Apicurio",
    why: "What must be deleted softly first, or was so already, is a 404 with 40405 to 40407; " +
      "Apicurio's status is 409.",
    requests: [
      ["del: for good at once", "404/40407", "409/40407"],
      ["del: again", "404/40406", "409/40406"],
      ["del: the subject for good at once", "404/40405", "409/40405"],
    ],
  },
  {
    whose: "Apicurio",
    why:
      "A schema that is registered again after its soft deletion takes its old version's place, " +
      "so a subject's deletion tells the new version only; Apicurio tells both.",
    requests: [["del: deleted again", "200", "200"]],
  },
  {
    whose: "Apicurio",
    why:
      "A comparison with all versions asks only the latest unless the level is transitive, and " +
      "of a subject without versions it is compatible; Apicurio asks all, or says 40401. " +
      "Registrations agree.",
    requests: [
      ["empty: comparison with all", "200", "404/40401"],
      ["chain: comparison at that level", "200", "200"],
    ],
  },
  {
    whose: "Apicurio",
    why: "A comparison resolves references; Apicurio's does not.",
    requests: [["order: comparison with it", "200", "422/42201"]],
  },
  {
    whose: "Apicurio",
    why:
      "A schema is parsed before it is looked up (42201), its type must be known, and an empty one " +
      "is refused; with `verbose=true` a comparison answers 200 and tells what is wrong with it.",
    requests: [
      ["reg: lookup of no schema", "422/42201", "404/40403"],
      ["reg: type unknown", "422/42201", "200"],
      ["body: an empty object", "422/42201", "500/0"],
      ["body: an empty schema", "422/42201", "200"],
      ["body: comparison of no schema, verbose", "200", "422/42201"],
    ],
  },
  {
    whose: "Apicurio",
    why: "A body that is missing breaks a constraint of the request, 422; Apicurio fails on one.",
    requests: [
      ["body: none", "422", "422/42201"],
      ["conf: no body", "422", "500/0"],
    ],
  },
  {
    whose: "Apicurio",
    why: "Levels may be written in small letters, and `subjectPrefix` filters.",
    requests: [
      ["conf: a level in small letters", "200", "422/42203"],
      ["list: with a prefix", "200", "200"],
    ],
  },
  {
    whose: "open",
    why: "A property that nobody knows is refused here with 422, as by older versions of " +
      "Confluent's registry; newer ones pass some over, and so does Apicurio.",
    requests: [["body: an unknown property", "422", "200"]],
  },
  {
    whose: "Apicurio",
    why: "These lists hold the subject of the empty schema, which Apicurio has taken.",
    requests: [
      ["list: all subjects", "200", "200"],
      ["list: with deleted ones", "200", "200"],
    ],
  },
];

/** Changes of a JSON Schema of which two registries may judge differently, for one reason. */
export interface KnownJsonDifference {
  /** Whose verdict is another than that of Confluent's registry. */
  readonly whose: "Apicurio" | "ours";
  /** What Confluent's registry does, by its source and the examples of its tests. */
  readonly why: string;
  /** Names of the changes. */
  readonly changes: readonly string[];
}

/** Every change of which the comparison may find two verdicts; another one fails it. */
export const KNOWN_JSON_DIFFERENCES: readonly KnownJsonDifference[] = [
  {
    whose: "Apicurio",
    why:
      "What becomes one of several alternatives can still be read, wherever it stands; Apicurio " +
      "knows that of the texts in an object's properties only.",
    changes: [
      "text to anyOf with it",
      "text to oneOf with it",
      "text to a list of types",
      "one part in place of anyOf",
      "one part in place of oneOf",
    ],
  },
  {
    whose: "Apicurio",
    why:
      "A required property with a default may be added to an object that refuses or constrains " +
      "others; Apicurio looks at `required` alone.",
    changes: [
      "required property with default added, closed object",
      "required property with default added, partly open object",
    ],
  },
  {
    whose: "Apicurio",
    why: "A property that comes or goes is compared with the schema of `additionalProperties`; " +
      "Apicurio lets it pass where one of the two directions holds.",
    changes: [
      "optional property removed, partly open object",
      "optional property added, partly open object",
    ],
  },
];
