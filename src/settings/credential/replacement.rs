//! Keys that Craft does not send as stored. Its runtime runs a key that starts with `!` as a shell
//! command and sends the output; for a key that equals the name of an environment variable it sends
//! the variable's value (run). The Claude CLI, which sends the chats of an `anthropic` connection,
//! sends the key unchanged.

/// What Craft sends instead of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replacement {
    /// The output of the command after the `!`.
    Command,
    /// The value of the environment variable named by the key.
    Variable,
}

impl Replacement {
    /// What Craft sends instead of a key, given whether a text is the name of a variable in its
    /// environment; None if Craft sends the key itself.
    pub fn of(key: &str, is_variable: impl FnOnce(&str) -> bool) -> Option<Self> {
        if key.starts_with('!') {
            Some(Self::Command)
        } else if !key.is_empty() && is_variable(key) {
            Some(Self::Variable)
        } else {
            None
        }
    }

    /// What Craft does with the key, in a sentence.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Command => "Craft runs this key as a shell command and sends its output.",
            Self::Variable => {
                "This key is the name of an environment variable: Craft sends the variable's value."
            }
        }
    }

    /// Why validation does not send the key to the provider, in sentences.
    pub fn describe_unvalidated(self) -> String {
        format!("{} Validating sends neither.", self.describe())
    }

    /// A short label for a row.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Command => "the output of a command",
            Self::Variable => "the value of an environment variable",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_commands_and_variable_names_are_replaced() {
        let of = |key: &str| Replacement::of(key, |name| name == "MY_KEY");
        assert_eq!(of("!op read x"), Some(Replacement::Command));
        assert_eq!(of("MY_KEY"), Some(Replacement::Variable));
        for key in ["", "sk-!", " MY_KEY", "OTHER", "my_key"] {
            assert_eq!(of(key), None, "{key}");
        }
    }
}
