import { importProblem, placeOf } from "./import_table.ts";

/**
 * The lint plugin that keeps the house in order: the import table, the only importer of kafkajs, the
 * only reader of the environment, the only place that ends the process.
 */
const plugin: Deno.lint.Plugin = {
  name: "house",
  rules: {
    "import-table": {
      create(context) {
        const path = projectPath(context.filename);
        const check = (node: Deno.lint.Node, specifier: unknown) => {
          if (typeof specifier !== "string" || !specifier.startsWith(".")) return;
          const message = importProblem(path, resolve(path, specifier));
          if (message !== undefined) context.report({ node, message });
        };
        return {
          ImportDeclaration: (node) => check(node, node.source.value),
          ExportNamedDeclaration: (node) => check(node, node.source?.value),
          ExportAllDeclaration: (node) => check(node, node.source.value),
          ImportExpression: (node) =>
            check(node, node.source.type === "Literal" ? node.source.value : undefined),
        };
      },
    },
    "kafkajs-behind-the-port": {
      create(context) {
        const place = placeOf(projectPath(context.filename));
        if (place.test || place.area === "labs" || place.folder === "kafka") return {};
        return {
          ImportDeclaration(node) {
            if (!/^(npm:\/?)?kafkajs(@|\/|$)/.test(node.source.value)) return;
            context.report({ node, message: "Only lib/kafka imports kafkajs: use its port" });
          },
        };
      },
    },
    "comparison-clients-in-benches": {
      create(context) {
        if (/_bench\.ts$/.test(context.filename)) return {};
        return {
          ImportDeclaration(node) {
            if (!/^(npm:\/?)?@platformatic\/kafka(@|\/|$)/.test(node.source.value)) return;
            const message = "Only benches import @platformatic/kafka: it is there to compare with";
            context.report({ node, message });
          },
        };
      },
    },
    "one-reader-of-env": {
      create(context) {
        const place = placeOf(projectPath(context.filename));
        if (place.area !== "lib" || place.test || place.folder === "config") return {};
        return forbidDeno(context, "env", "Only lib/config reads the environment: take a Config");
      },
    },
    "exit-in-cli-only": {
      create(context) {
        const place = placeOf(projectPath(context.filename));
        if (place.area !== "lib" || place.test || place.folder === "cli") return {};
        return forbidDeno(context, "exit", "Only entry points exit: throw, or reject `closed`");
      },
    },
  },
};

export default plugin;

function forbidDeno(
  context: Deno.lint.RuleContext,
  member: string,
  message: string,
): Deno.lint.LintVisitor {
  return {
    MemberExpression(node) {
      const { object, property } = node;
      if (object.type !== "Identifier" || object.name !== "Deno") return;
      if (property.type !== "Identifier" || property.name !== member) return;
      context.report({ node, message });
    },
  };
}

/** The path from the project's root, which is where this plugin is loaded from. */
function projectPath(filename: string): string {
  const root = decodeURIComponent(new URL("../../../", import.meta.url).pathname);
  const path = filename.replaceAll("\\", "/");
  const at = path.indexOf(root);
  return at === -1 ? path.replace(/^\//, "") : path.slice(at + root.length);
}

function resolve(from: string, specifier: string): string {
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}
