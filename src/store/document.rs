//! A JSON file as text, and its value.

use serde_json::Value;

use super::patch::{self, PatchError, children};
use super::spans::value_span;
use super::style::Style;
use crate::settings::edit::diff::{Change, PathStep};
use crate::system::editor::TextPosition;

const BOM: &str = "\u{feff}";

/// A file's text, which parsed when it was read.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Document {
    text: String,
}

/// Why a file's bytes are not a document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotJson {
    /// The bytes are not UTF-8.
    #[error("byte {0} is not UTF-8 text")]
    NotUtf8(usize),
    /// The text is not JSON.
    #[error("line {line}, column {column}: {reason}")]
    Syntax {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
        /// What was expected or is wrong.
        reason: String,
    },
}

impl NotJson {
    /// The position and reason after the file's name, in the compilers' format: editors and
    /// terminals can jump there.
    pub(crate) fn in_file(&self, file: &str) -> String {
        match self {
            Self::Syntax { line, column, reason } => format!("{file}:{line}:{column}: {reason}"),
            Self::NotUtf8(_) => format!("{file}: {self}"),
        }
    }

    /// The position of the error in the bytes.
    pub(crate) fn position_in(&self, bytes: &[u8]) -> TextPosition {
        match self {
            Self::Syntax { line, column, .. } => TextPosition { line: *line, column: *column },
            Self::NotUtf8(at) => {
                let before = &bytes[..(*at).min(bytes.len())];
                let lines = before.split(|byte| *byte == b'\n');
                let (line, own) = lines.enumerate().last().unwrap_or_default();
                TextPosition { line: line + 1, column: own.len() + 1 }
            }
        }
    }
}

impl Document {
    /// Parses a file's bytes.
    ///
    /// # Errors
    /// Where the bytes stop being JSON.
    pub(crate) fn parse(bytes: Vec<u8>) -> Result<(Self, Value), NotJson> {
        let text = String::from_utf8(bytes)
            .map_err(|error| NotJson::NotUtf8(error.utf8_error().valid_up_to()))?;
        let document = Self { text };
        let value = parse_text(document.json())?;
        Ok((document, value))
    }

    /// A new document in Craft's style: two spaces, no trailing newline.
    pub(crate) fn from_value(value: &Value) -> Self {
        Self { text: Style::craft().render(value, "") }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// The text without a leading byte order mark.
    fn json(&self) -> &str {
        self.text.strip_prefix(BOM).unwrap_or(&self.text)
    }

    /// The document after some changes, each applied to the result of those before it. Every
    /// unaffected byte stays.
    ///
    /// # Errors
    /// When a change has no place in the text.
    pub(crate) fn patched(&self, changes: &[&Change]) -> Result<Self, PatchError> {
        let json = patch::patched(self.json(), changes)?;
        let mark = &self.text[..self.text.len() - self.json().len()];
        Ok(Self { text: format!("{mark}{json}") })
    }

    /// The document's value.
    ///
    /// # Errors
    /// When it is not JSON.
    pub(crate) fn value(&self) -> Result<Value, NotJson> {
        parse_text(self.json())
    }
}

/// Parses JSON text.
///
/// # Errors
/// The line, the column and the reason.
pub(crate) fn parse_text(text: &str) -> Result<Value, NotJson> {
    serde_json::from_str(text).map_err(|error| {
        let full = error.to_string();
        let reason = full.split(" at line ").next().unwrap_or(&full).to_owned();
        NotJson::Syntax { line: error.line(), column: error.column(), reason }
    })
}

/// The line, counted from 1, of the value at a dotted path. If the path ends early, the line of the
/// last value found on it.
pub(crate) fn line_of(text: &str, path: &str) -> Option<usize> {
    let mut at = value_span(text);
    for key in path.split('.') {
        let step = PathStep::Key(key.to_owned());
        let found = children(&text[at.clone()], &step)
            .and_then(|c| Some(c.list.get(c.position?)?.value.clone()));
        let Some(value) = found else { break };
        at = value.start + at.start..value.end + at.start;
    }
    (at != value_span(text)).then(|| text[..at.start].matches('\n').count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::edit::diff::FileRef;
    use serde_json::json;

    fn change(path: &[&str], before: Option<Value>, after: Option<Value>) -> Change {
        let step = |s: &&str| match s.parse() {
            Ok(index) => PathStep::Item { index, slug: None },
            Err(_) => PathStep::Key((*s).to_owned()),
        };
        Change { file: FileRef::Config, path: path.iter().map(step).collect(), before, after }
    }

    fn patched(text: &str, path: &[&str], before: Option<Value>, after: Option<Value>) -> String {
        let (document, _) = Document::parse(text.as_bytes().to_vec()).expect("JSON");
        let patched = document.patched(&[&change(path, before, after)]).expect("has a place");
        patched.value().expect("still JSON");
        String::from_utf8(patched.bytes().to_vec()).expect("text")
    }

    /// Any old value: the text is found by its path alone.
    const WAS: Option<Value> = Some(Value::Null);

    #[test]
    fn one_value_changes_and_every_odd_byte_around_it_stays() {
        let odd = "\u{feff}{ \"a\" :1.50e+3 ,\r\n\t\"b\":[ 1,\"\\u00e9\" ],\"c\":{\"d\":true}}\n\n";
        assert_eq!(
            patched(odd, &["c", "d"], WAS, Some(json!(false))),
            odd.replace("true", "false")
        );
        assert_eq!(
            patched(odd, &["b", "0"], WAS, Some(json!("x"))),
            odd.replace("[ 1,", "[ \"x\",")
        );
    }

    #[test]
    fn new_key_is_appended_in_its_siblings_style() {
        let craft = "{\n  \"a\": 1,\n  \"b\": {\n    \"c\": 2\n  }\n}";
        let after = "{\n  \"a\": 1,\n  \"b\": {\n    \"c\": 2,\n    \"d\": {\n      \"e\": []\n    }\n  }\n}";
        assert_eq!(patched(craft, &["b", "d"], None, Some(json!({"e": []}))), after);
        assert_eq!(
            patched("{\"a\":1}", &["b"], None, Some(json!([1, 2]))),
            "{\"a\":1,\"b\":[1,2]}"
        );
        assert_eq!(
            patched("{\r\n\t\"a\": 1\r\n}", &["b"], None, Some(json!([1]))),
            "{\r\n\t\"a\": 1,\r\n\t\"b\": [\r\n\t\t1\r\n\t]\r\n}"
        );
        assert_eq!(
            patched("{\n    \"a\": {}\n}\n", &["a", "b"], None, Some(json!(1))),
            "{\n    \"a\": {\n        \"b\": 1\n    }\n}\n"
        );
        assert_eq!(patched("{}", &["b"], None, Some(json!(1))), "{\n  \"b\": 1\n}");
    }

    #[test]
    fn removed_key_takes_one_comma() {
        let three = "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}";
        assert_eq!(patched(three, &["a"], WAS, None), "{\n  \"b\": 2,\n  \"c\": 3\n}");
        assert_eq!(patched(three, &["b"], WAS, None), "{\n  \"a\": 1,\n  \"c\": 3\n}");
        assert_eq!(patched(three, &["c"], WAS, None), "{\n  \"a\": 1,\n  \"b\": 2\n}");
        assert_eq!(
            patched("{\n  \"a\": [\n    1\n  ]\n}", &["a", "0"], WAS, None),
            "{\n  \"a\": []\n}"
        );
    }

    #[test]
    fn item_is_inserted_at_its_position() {
        let list = "{\n  \"a\": [\n    \"x\",\n    \"y\"\n  ]\n}";
        assert_eq!(
            patched(list, &["a", "0"], None, Some(json!(1))),
            "{\n  \"a\": [\n    1,\n    \"x\",\n    \"y\"\n  ]\n}"
        );
        assert_eq!(
            patched(list, &["a", "2"], None, Some(json!(1))),
            "{\n  \"a\": [\n    \"x\",\n    \"y\",\n    1\n  ]\n}"
        );
        assert_eq!(
            patched("{\n  \"a\": [1, 2]\n}", &["a", "1"], None, Some(json!(9))),
            "{\n  \"a\": [1, 9, 2]\n}"
        );
        assert_eq!(
            patched("{\n  \"a\": []\n}", &["a", "0"], None, Some(json!({"s": 1}))),
            "{\n  \"a\": [\n    {\n      \"s\": 1\n    }\n  ]\n}"
        );
    }

    #[test]
    fn last_of_a_duplicate_key_is_changed() {
        assert_eq!(patched("{\"a\":1,\"a\":2}", &["a"], WAS, Some(json!(3))), "{\"a\":1,\"a\":3}");
    }

    #[test]
    fn invalid_json_is_refused_with_its_position() {
        let message =
            |bytes: &[u8]| Document::parse(bytes.to_vec()).err().expect("no JSON").to_string();
        assert_eq!(message(b"{\n  \"a\": 1,\n}"), "line 3, column 1: trailing comma");
        assert_eq!(message(b""), "line 1, column 0: EOF while parsing a value");
        assert_eq!(message(b"{\"a\": \xff}"), "byte 6 is not UTF-8 text");
    }

    /// The same changes to a list's items, made in one walk and made one by one.
    #[test]
    fn many_list_changes_equal_sequential_ones() {
        let list = |index: usize, key: &str| {
            let slug = Some(format!("s{index}"));
            vec![
                PathStep::Key("list".to_owned()),
                PathStep::Item { index, slug },
                PathStep::Key(key.to_owned()),
            ]
        };
        let one = |index, key, before, after| Change {
            file: FileRef::Config,
            path: list(index, key),
            before,
            after,
        };
        let changes = [
            one(2, "new", None, Some(json!({"x": [1]}))),
            one(0, "a", WAS, Some(json!([1, 2]))),
            one(0, "b", WAS, None),
            one(0, "c", None, Some(json!("last"))),
            one(3, "only", WAS, None),
            one(2, "new", WAS, Some(json!(null))),
        ];
        let changes: Vec<&Change> = changes.iter().collect();
        let value = json!({"z": "\n", "list": [{"a": 1, "b": "}{"}, {"a": [{}]}, {}, {"only": 1}], "y": {}});
        let odd = "{\"list\" :[ {\"a\":1 , \"b\":2},\n\t{} , {\n\t\t\"k\" : []\n\t}, {\"only\":1}\r\n] }\n";
        for text in [
            value.to_string(),
            format!("{value:#}"),
            format!("\u{feff}{value:#}\r\n").replace('\n', "\r\n"),
            odd.to_owned(),
        ] {
            let (document, _) = Document::parse(text.into_bytes()).expect("JSON");
            let mut one_by_one = document.clone();
            for change in &changes {
                one_by_one = one_by_one.patched(&[change]).expect("has a place");
            }
            let together = document.patched(&changes).expect("has a place");
            assert_eq!(together.text, one_by_one.text);
            together.value().expect("still JSON");
        }
        let (document, _) = Document::parse(b"{\"list\": [{}]}".to_vec()).expect("JSON");
        let nowhere = document.patched(&changes);
        assert!(matches!(nowhere, Err(PatchError::NoLocation(_))));
    }

    #[test]
    fn a_new_document_is_written_as_craft_writes() {
        let value = json!({"workspaces": [], "a": {"b": [1, "é\n"]}, "c": {}});
        let text = "{\n  \"workspaces\": [],\n  \"a\": {\n    \"b\": [\n      1,\n      \"é\\n\"\n    ]\n  },\n  \"c\": {}\n}";
        assert_eq!(Document::from_value(&value).bytes(), text.as_bytes());
    }
}
