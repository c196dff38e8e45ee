//! The tool calls in a reply, assembled from the parts of a stream.

use serde_json::Value;

/// Calls, in the order of their first parts.
#[derive(Default)]
pub(super) struct Calls(Vec<Call>);

struct Call {
    /// The index or id by which later parts refer to the call.
    key: Value,
    name: String,
    /// The JSON that has arrived so far.
    arguments: String,
}

/// What the model did with the offered tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Called {
    Valid,
    /// With arguments that are not a JSON object.
    Malformed,
    Never,
}

impl Calls {
    /// Takes the first part of a call, or a later one.
    pub(super) fn take(&mut self, key: &Value, name: Option<&str>, arguments: Option<&Value>) {
        let at = self.0.iter().position(|call| call.key == *key).unwrap_or_else(|| {
            let (key, name, arguments) = (key.clone(), String::new(), String::new());
            self.0.push(Call { key, name, arguments });
            self.0.len() - 1
        });
        let call = &mut self.0[at];
        call.name.push_str(name.unwrap_or_default());
        match arguments {
            Some(Value::String(part)) => call.arguments.push_str(part),
            // Complete arguments; an empty object is a placeholder for later parts.
            Some(Value::Object(whole)) if !whole.is_empty() => {
                call.arguments = Value::Object(whole.clone()).to_string();
            }
            _ => {}
        }
    }

    /// Takes a call that arrived whole.
    pub(super) fn take_whole(&mut self, key: &Value, name: &str, arguments: Option<&Value>) {
        self.0.retain(|call| call.key != *key);
        self.take(key, Some(name), arguments);
    }

    /// What the model did with a tool.
    pub(super) fn how_called(&self, tool: &str) -> Called {
        let mut calls = self.0.iter().filter(|call| call.name == tool).peekable();
        if calls.peek().is_none() {
            return Called::Never;
        }
        let is_sound = |call: &Call| {
            serde_json::from_str::<Value>(&call.arguments).is_ok_and(|it| it.is_object())
        };
        if calls.all(is_sound) { Called::Valid } else { Called::Malformed }
    }
}
