//! The calls of a tool in an answer, put together from the parts in which a stream brings them.

use serde_json::Value;

/// Calls, in the order in which they began.
#[derive(Default)]
pub(super) struct Calls(Vec<Call>);

struct Call {
    /// What the parts that follow name it by: an index or an id.
    key: Value,
    name: String,
    /// JSON, as far as it has arrived.
    arguments: String,
}

/// What became of the tool that was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Called {
    Soundly,
    /// With arguments that are not a JSON object.
    Badly,
    Not,
}

impl Calls {
    /// Takes the start of a call, or another part of one that has begun.
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
            // Whole: an empty one stands where its parts are to follow.
            Some(Value::Object(whole)) if !whole.is_empty() => {
                call.arguments = Value::Object(whole.clone()).to_string();
            }
            _ => {}
        }
    }

    /// The same of a call that has arrived whole.
    pub(super) fn take_whole(&mut self, key: &Value, name: &str, arguments: Option<&Value>) {
        self.0.retain(|call| call.key != *key);
        self.take(key, Some(name), arguments);
    }

    /// What became of a tool.
    pub(super) fn of(&self, tool: &str) -> Called {
        let mut calls = self.0.iter().filter(|call| call.name == tool).peekable();
        if calls.peek().is_none() {
            return Called::Not;
        }
        let is_sound = |call: &Call| {
            serde_json::from_str::<Value>(&call.arguments).is_ok_and(|it| it.is_object())
        };
        if calls.all(is_sound) { Called::Soundly } else { Called::Badly }
    }
}
