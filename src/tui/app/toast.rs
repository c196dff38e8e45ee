//! What the program says at the foot of the screen: one thing at a time.

use std::time::{Duration, Instant};

use crate::tui::widgets::text::width;

/// How long something done is said.
const SHOWN_FOR: Duration = Duration::from_secs(5);

pub(crate) struct Message {
    /// What matters.
    pub text: String,
    /// Sentences that are shown behind it where they fit its line; a key shows them where not.
    pub more: Vec<String>,
    /// What kind of thing it is.
    pub kind: Kind,
    /// When it goes by itself; none when it stays until it is dismissed.
    pub until: Option<Instant>,
    /// What makes it outdated, where something does.
    pub topic: Option<Topic>,
}

/// What a message is about, where the end of that ends the message too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    ConfigUnusable,
    ConfigGone,
    CredentialsGone,
    /// That Craft is to be restarted, if it runs.
    RestartCraft,
}

/// What kind of thing is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An edit was made, and can be undone.
    Done,
    /// The same, and what was edited still lacks something.
    Unfinished,
    /// Something to know.
    Info,
    /// How far something is that takes a while.
    Progress,
    /// Something is wrong.
    Error,
}

impl Message {
    /// An edit was made.
    pub(crate) fn done(text: String) -> Self {
        let until = Some(Instant::now() + SHOWN_FOR);
        Self { text, more: Vec::new(), kind: Kind::Done, until, topic: None }
    }

    /// An edit was made, and what was edited still lacks something.
    pub(crate) fn unfinished(text: String) -> Self {
        Self { kind: Kind::Unfinished, ..Self::done(text) }
    }

    /// Something to know.
    pub(crate) fn info(text: String) -> Self {
        Self { kind: Kind::Info, ..Self::done(text) }
    }

    /// How far something is; it stays until that has ended.
    pub(crate) const fn progress(text: String) -> Self {
        Self { text, more: Vec::new(), kind: Kind::Progress, until: None, topic: None }
    }

    /// Something is wrong.
    pub(crate) const fn error(text: String) -> Self {
        Self { text, more: Vec::new(), kind: Kind::Error, until: None, topic: None }
    }

    pub(crate) fn with_more(self, more: Vec<String>) -> Self {
        Self { more, ..self }
    }

    pub(crate) fn about(self, topic: Topic) -> Self {
        Self { topic: Some(topic), ..self }
    }

    /// All of it.
    pub(crate) fn whole(&self) -> String {
        self.more.iter().fold(self.text.clone(), |text, sentence| join(&text, sentence))
    }

    /// What of it fits a line of so many columns, sentence by sentence: what matters in any case, and
    /// how many of the others.
    pub(crate) fn in_a_line(&self, columns: usize) -> (String, usize) {
        let mut line = self.text.clone();
        for (n, sentence) in self.more.iter().enumerate() {
            let longer = join(&line, sentence);
            if width(&longer) > columns {
                return (line, n);
            }
            line = longer;
        }
        (line, self.more.len())
    }
}

/// Two sentences, of which the first may want its end.
fn join(first: &str, second: &str) -> String {
    let end = if first.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{end} {second}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_holds_what_matters_and_as_many_whole_sentences_as_fit() {
        let message = Message::done("Added “X”".to_owned())
            .with_more(vec!["It has no key yet.".to_owned(), "Restart Craft.".to_owned()]);
        assert_eq!(message.whole(), "Added “X”. It has no key yet. Restart Craft.");
        for (columns, line, shown) in [
            (80, "Added “X”. It has no key yet. Restart Craft.", 2),
            (43, "Added “X”. It has no key yet.", 1),
            (28, "Added “X”", 0),
            (3, "Added “X”", 0),
        ] {
            assert_eq!(message.in_a_line(columns), (line.to_owned(), shown), "{columns}");
        }
    }
}
