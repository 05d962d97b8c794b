//! Names of arguments, which code generators turn into names of variables.

use tests::metadata::CONTRACTS;

/// Words that name no variable in JavaScript or TypeScript, strict mode and modules included.
const RESERVED: &[&str] = &[
    // JavaScript: reserved always.
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "import",
    "in",
    "instanceof",
    "new",
    "null",
    "return",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "var",
    "void",
    "while",
    "with",
    // JavaScript: reserved in strict mode, in modules and in asynchronous functions.
    "arguments",
    "await",
    "eval",
    "implements",
    "interface",
    "let",
    "package",
    "private",
    "protected",
    "public",
    "static",
    "yield",
    // TypeScript: names of types and modifiers, which generators also refuse or rename.
    "abstract",
    "any",
    "as",
    "asserts",
    "async",
    "bigint",
    "boolean",
    "constructor",
    "declare",
    "get",
    "infer",
    "is",
    "keyof",
    "module",
    "namespace",
    "never",
    "number",
    "object",
    "readonly",
    "require",
    "set",
    "string",
    "symbol",
    "type",
    "undefined",
    "unique",
    "unknown",
];

#[test]
fn no_argument_is_named_like_a_reserved_word_of_a_generated_client() {
    let mut seen = 0;
    for contract in CONTRACTS.iter() {
        for entry in contract.messages().into_iter().chain(contract.constructors()) {
            assert_eq!(entry.argument_names.len(), entry.arguments.len(), "{}", entry.label);
            for name in &entry.argument_names {
                assert!(
                    !RESERVED.contains(&name.as_str()),
                    "{}: {} has {name}",
                    contract.contract,
                    entry.label
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 100, "the metadata names arguments: {seen}");
}
