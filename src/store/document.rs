//! A JSON file as text: what it says, and how to change one value of it while every other byte
//! stays.

use std::collections::BTreeMap;

use serde_json::Value;

use super::spans::{Member, elements, members, value_span};
use super::style::{Style, indent_at};
use crate::settings::edit::diff::{Change, PathStep};

const BOM: &str = "\u{feff}";

/// A file's text, which parsed when it was read.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    text: String,
}

/// Why a file's bytes are no document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotJson {
    /// The bytes are no UTF-8.
    #[error("byte {0} is not UTF-8 text")]
    NotUtf8(usize),
    /// The text is no JSON.
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

/// Why a change could not be written into the text. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatchError {
    /// The text has no such place.
    #[error("the file has no place for {0}")]
    NoPlace(String),
    /// The text would not say what was meant.
    #[error("the change would not have been written as it was meant")]
    NotMeant,
}

impl Document {
    /// Reads a file's bytes.
    ///
    /// # Errors
    /// Where the bytes stop being JSON.
    pub fn parse(bytes: Vec<u8>) -> Result<(Self, Value), NotJson> {
        let text = String::from_utf8(bytes)
            .map_err(|error| NotJson::NotUtf8(error.utf8_error().valid_up_to()))?;
        let document = Self { text };
        let value = parse_text(document.json())?;
        Ok((document, value))
    }

    /// A new document, written as Craft writes: two spaces, no newline at the end.
    pub fn of(value: &Value) -> Self {
        Self { text: Style::craft().render(value, "") }
    }

    /// The file's bytes.
    pub fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// The text without the byte order mark that may be before it.
    fn json(&self) -> &str {
        self.text.strip_prefix(BOM).unwrap_or(&self.text)
    }

    /// The document after some changes, each made on what the ones before it left. Every byte that
    /// they do not concern stays.
    ///
    /// # Errors
    /// When a change has no place in the text.
    pub fn patched(&self, changes: &[&Change]) -> Result<Self, PatchError> {
        let style = Style::of(self.json());
        let start = self.text.len() - self.json().len();
        let mut text = self.text.clone();
        let mut rest = changes;
        while let Some(first) = rest.first() {
            let inside = inside_same_list(rest);
            let taken = inside.max(1);
            if inside > 1 {
                let json = patched_items(&text[start..], &style, &rest[..taken])?;
                text.replace_range(start.., &json);
            } else {
                let (range, replacement) = splice(&text[start..], &style, first)
                    .ok_or_else(|| PatchError::NoPlace(first.place()))?;
                text.replace_range(range.start + start..range.end + start, &replacement);
            }
            rest = &rest[taken..];
        }
        Ok(Self { text })
    }

    /// What the document says.
    ///
    /// # Errors
    /// When it is no JSON.
    pub fn value(&self) -> Result<Value, NotJson> {
        parse_text(self.json())
    }
}

/// Parses JSON text.
///
/// # Errors
/// The line, the column and the reason.
pub fn parse_text(text: &str) -> Result<Value, NotJson> {
    serde_json::from_str(text).map_err(|error| {
        let full = error.to_string();
        let reason = full.split(" at line ").next().unwrap_or(&full).to_owned();
        NotJson::Syntax { line: error.line(), column: error.column(), reason }
    })
}

/// The line, counted from 1, on which the value of a path stands whose steps are joined by dots;
/// where the path ends earlier, the line of the last value on the way.
pub fn line_of(text: &str, path: &str) -> Option<usize> {
    let mut at = value_span(text);
    for key in path.split('.') {
        let step = PathStep::Key(key.to_owned());
        let found = children(&text[at.clone()], &step)
            .and_then(|c| Some(c.list.get(c.place?)?.value.clone()));
        let Some(value) = found else { break };
        at = value.start + at.start..value.end + at.start;
    }
    (at != value_span(text)).then(|| text[..at.start].matches('\n').count() + 1)
}

type Range = std::ops::Range<usize>;

/// The list that a change is in, when it is inside one of the items of a list under a key of the
/// file's object.
fn list_of(change: &Change) -> Option<&str> {
    match &change.path[..] {
        [PathStep::Key(list), PathStep::Item { .. }, _, ..] => Some(list),
        _ => None,
    }
}

/// How many of the first changes are inside items of one and the same list.
fn inside_same_list(changes: &[&Change]) -> usize {
    let list = changes.first().and_then(|change| list_of(change));
    let same = |change: &&&Change| list.is_some() && list_of(change) == list;
    changes.iter().take_while(same).count()
}

/// A text after changes inside the items of one list. The text is walked once, however many there
/// are: each item is patched by itself, and no item moves.
fn patched_items(text: &str, style: &Style, changes: &[&Change]) -> Result<String, PatchError> {
    let no_place = |change: &Change| PatchError::NoPlace(change.place());
    let mut by_item: BTreeMap<usize, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        let Some(PathStep::Item { index, .. }) = change.path.get(1) else {
            return Err(no_place(change));
        };
        by_item.entry(*index).or_default().push(change);
    }
    let first = changes[0];
    let all = || {
        let root = value_span(text);
        let Children { mut list, place } = children(&text[root.clone()], &first.path[0])?;
        let list = list.swap_remove(place?).value;
        let list = list.start + root.start..list.end + root.start;
        Some((list.start, elements(&text[list])?))
    };
    let (at, items) = all().ok_or_else(|| no_place(first))?;
    let mut patched = String::with_capacity(text.len());
    let (mut copied, mut line, mut seen) = (0, 0, 0);
    for (index, changes) in by_item {
        let item = items.get(index).ok_or_else(|| no_place(changes[0]))?;
        let (start, end) = (item.value.start + at, item.value.end + at);
        patched.push_str(&text[copied..start]);
        // How deep the item stands is seen from the white space at the beginning of its line.
        if let Some(newline) = text[seen..start].rfind('\n') {
            line = seen + newline + 1;
        }
        seen = start;
        let indent = indent_at(&text[line..], 0);
        let before = indent.len();
        let mut item = format!("{indent}{}", &text[start..end]);
        for change in changes {
            let inner = Change { path: change.path[2..].to_vec(), ..(*change).clone() };
            let (range, replacement) = splice_in(&item, before..item.len(), style, &inner)
                .ok_or_else(|| no_place(change))?;
            item.replace_range(range, &replacement);
        }
        patched.push_str(&item[before..]);
        copied = end;
    }
    patched.push_str(&text[copied..]);
    Ok(patched)
}

/// Which bytes of the text a change replaces, and with what.
fn splice(text: &str, style: &Style, change: &Change) -> Option<(Range, String)> {
    splice_in(text, value_span(text), style, change)
}

/// The same for a change of a value that stands somewhere in the text, with a path from there.
fn splice_in(text: &str, value: Range, style: &Style, change: &Change) -> Option<(Range, String)> {
    let (last, way) = change.path.split_last()?;
    let mut parent = value;
    for step in way {
        let Children { mut list, place } = children(&text[parent.clone()], step)?;
        let value = list.swap_remove(place?).value;
        parent = value.start + parent.start..value.end + parent.start;
    }
    let container = &text[parent.clone()];
    let Children { list, place } = children(container, last)?;
    let (range, replacement) = match (&change.before, &change.after) {
        (Some(_), Some(after)) => {
            let range = list[place?].value.clone();
            let indent = indent_at(text, range.start + parent.start);
            (range, style.render(after, indent))
        }
        (Some(_), None) => {
            let place = place?;
            let range = match (place.checked_sub(1), list.get(place + 1)) {
                (Some(before), _) => list[before].range.end..list[place].range.end,
                (None, Some(next)) => list[place].range.start..next.range.start,
                // The last one leaves an empty pair of brackets, as Craft would write it.
                (None, None) => 1..container.len() - 1,
            };
            (range, String::new())
        }
        (None, Some(after)) => {
            let inside = style.inside(text, &parent, &list);
            let value = style.render(after, &inside.indent);
            let (at, entry) = match last {
                PathStep::Key(key) => (
                    list.len(),
                    format!(
                        "{}{}{value}",
                        Value::from(key.as_str()),
                        style.colon(container, &list)
                    ),
                ),
                PathStep::Item { index, .. } => ((*index).min(list.len()), value),
            };
            match (at.checked_sub(1), list.get(at)) {
                (_, Some(next)) => {
                    (next.range.start..next.range.start, format!("{entry}{}", inside.separator))
                }
                (Some(before), None) => (
                    list[before].range.end..list[before].range.end,
                    format!("{}{entry}", inside.separator),
                ),
                (None, None) => {
                    (1..container.len() - 1, format!("{}{entry}{}", inside.open, inside.close))
                }
            }
        }
        (None, None) => (0..0, String::new()),
    };
    Some((range.start + parent.start..range.end + parent.start, replacement))
}

/// What a list or an object holds, and which of it a step means.
struct Children {
    list: Vec<Member>,
    place: Option<usize>,
}

fn children(container: &str, step: &PathStep) -> Option<Children> {
    Some(match step {
        PathStep::Key(key) => {
            let members = members(container)?;
            // Of a key that stands there twice the last counts, as it does for Craft.
            let place = members.iter().rposition(|(k, _)| k == key);
            Children { list: members.into_iter().map(|(_, entry)| entry).collect(), place }
        }
        PathStep::Item { index, .. } => {
            let list = elements(container)?;
            let place = Some(*index).filter(|i| *i < list.len());
            Children { list, place }
        }
    })
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

    /// Whatever stood there before: the text is found by its path alone.
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
    fn a_new_key_goes_to_the_end_in_the_style_of_its_siblings() {
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
    fn a_removed_key_takes_one_comma_with_it() {
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
    fn an_item_goes_in_at_its_place() {
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
    fn of_a_key_that_stands_twice_the_last_is_changed() {
        assert_eq!(patched("{\"a\":1,\"a\":2}", &["a"], WAS, Some(json!(3))), "{\"a\":1,\"a\":3}");
    }

    #[test]
    fn what_is_no_json_is_told_with_its_place() {
        let message =
            |bytes: &[u8]| Document::parse(bytes.to_vec()).err().expect("no JSON").to_string();
        assert_eq!(message(b"{\n  \"a\": 1,\n}"), "line 3, column 1: trailing comma");
        assert_eq!(message(b""), "line 1, column 0: EOF while parsing a value");
        assert_eq!(message(b"{\"a\": \xff}"), "byte 6 is not UTF-8 text");
    }

    /// What many changes of a list's items come to, made in one walk and made one after the other.
    #[test]
    fn many_changes_inside_a_list_are_written_as_one_after_the_other_would_be() {
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
        assert!(matches!(nowhere, Err(PatchError::NoPlace(_))));
    }

    #[test]
    fn a_new_document_is_written_as_craft_writes() {
        let value = json!({"workspaces": [], "a": {"b": [1, "é\n"]}, "c": {}});
        let text = "{\n  \"workspaces\": [],\n  \"a\": {\n    \"b\": [\n      1,\n      \"é\\n\"\n    ]\n  },\n  \"c\": {}\n}";
        assert_eq!(Document::of(&value).bytes(), text.as_bytes());
    }
}
