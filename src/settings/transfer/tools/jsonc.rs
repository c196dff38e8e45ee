//! Other programs' JSON, where some of them allow comments and trailing commas.

use jsonc_parser::{ParseOptions, parse_to_serde_value};
use serde_json::Value;

use super::words;

/// JSON as VS Code reads it: nothing else that JavaScript would take.
const OPTIONS: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_trailing_commas: true,
    allow_loose_object_property_names: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Parses the text.
///
/// # Errors
/// The line, the column and the reason, in a sentence.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    parse_to_serde_value(text, &OPTIONS).map_err(|error| {
        words::not_json(error.line_display(), error.column_display(), &error.kind().to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn comments_and_trailing_commas_are_ignored() {
        let text =
            "\u{feff}{ // one\n \"a\": \"// no, \\\" }\", /* two\n */ \"b\": [1, 2, ], // three\n}";
        assert_eq!(parse(text), Ok(json!({"a": "// no, \" }", "b": [1, 2]})));
    }

    #[test]
    fn error_reports_its_position() {
        for (text, place) in [
            ("{\n // ä comment\n \"a\": x\n}", "line 3, column 7: "),
            ("[,]", "line 1, column 2: "),
            ("{\"a\": /*", "line 1, column 7: Unterminated comment block."),
            ("{\"a\": \"b", "line 1, column 7: Unterminated string literal."),
            ("{\"a\": 1 \"b\": 2}", "line 1, column 8: Expected comma."),
        ] {
            let why = parse(text).expect_err(text);
            assert!(why.starts_with(place), "{text}: {why}");
        }
    }

    #[test]
    fn what_only_javascript_takes_is_refused() {
        for text in ["{a: 1}", "{'a': 1}", "[0x1]", "[+1]", "[.5]", "[NaN]", "[1 2]", "{} {}"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
