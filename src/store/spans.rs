//! The positions of values in a JSON text. `serde_json` does the parsing; this file only handles
//! the white space, commas and colons between values.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// One entry of a list or an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    /// The whole entry: in an object from the key's quote to the value's end.
    pub range: Range<usize>,
    pub value: Range<usize>,
}

/// The span of a text's outermost value.
pub(super) fn value_span(text: &str) -> Range<usize> {
    let start = text.len() - text.trim_start_matches(is_space).len();
    start..start + text[start..].trim_end_matches(is_space).len()
}

/// The keys of an object with their entries; none when the text is not an object.
pub(super) fn members(text: &str) -> Option<Vec<(String, Member)>> {
    let Members(found) = serde_json::from_str(text).ok()?;
    let mut end = 1;
    let member = |(key, raw): (String, &RawValue)| {
        let value = span_of(text, raw);
        let start = end + text[end..].find('"').unwrap_or_default();
        end = value.end;
        (key, Member { range: start..value.end, value })
    };
    Some(found.into_iter().map(member).collect())
}

/// The items of a list; none when the text is not a list.
pub(super) fn elements(text: &str) -> Option<Vec<Member>> {
    let found: Vec<&RawValue> = serde_json::from_str(text).ok()?;
    let element = |raw| {
        let value = span_of(text, raw);
        Member { range: value.clone(), value }
    };
    Some(found.into_iter().map(element).collect())
}

/// Whether a character is JSON white space.
pub(super) const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// `raw` is a slice of `text`, so the distance of their starts is its position.
fn span_of(text: &str, raw: &RawValue) -> Range<usize> {
    let start = raw.get().as_ptr().addr() - text.as_ptr().addr();
    start..start + raw.get().len()
}

struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut found = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    found.push(entry);
                }
                Ok(Members(found))
            }
        }
        deserializer.deserialize_map(Each)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_member_and_element_is_found_between_any_space() {
        let text = " { \"a\" : [ 1 , {\"x\":\"]\"} ] ,\n\"b\\\"c\":\"}\" } ";
        let object = &text[value_span(text)];
        let found = members(object).expect("an object");
        let cut: Vec<_> = found
            .iter()
            .map(|(key, e)| (key.as_str(), &object[e.range.clone()], &object[e.value.clone()]))
            .collect();
        assert_eq!(
            cut,
            [
                ("a", "\"a\" : [ 1 , {\"x\":\"]\"} ]", "[ 1 , {\"x\":\"]\"} ]"),
                ("b\"c", "\"b\\\"c\":\"}\"", "\"}\"")
            ]
        );
        let list = &object[found[0].1.value.clone()];
        let items: Vec<_> =
            elements(list).expect("a list").into_iter().map(|e| &list[e.value]).collect();
        assert_eq!(items, ["1", "{\"x\":\"]\"}"]);
    }

    #[test]
    fn duplicate_key_is_found_twice() {
        assert_eq!(members("{\"a\":1,\"a\":2}").expect("an object").len(), 2);
        assert_eq!(members("[]"), None);
    }
}
