//! What the program says at the foot of the screen: one thing at a time.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::text::age::ago;
use crate::tui::messages;
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
    /// Whether it is the answer to one action, and goes with the next.
    answers_action: bool,
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
        Self { text, more: Vec::new(), kind: Kind::Done, until, answers_action: false, topic: None }
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
        Self {
            text,
            more: Vec::new(),
            kind: Kind::Progress,
            until: None,
            answers_action: false,
            topic: None,
        }
    }

    /// Something is wrong.
    pub(crate) const fn error(text: String) -> Self {
        Self {
            text,
            more: Vec::new(),
            kind: Kind::Error,
            until: None,
            answers_action: false,
            topic: None,
        }
    }

    /// Why an action is not done. It stays until it is dismissed, or something else is done.
    pub(crate) const fn alert(text: String) -> Self {
        let mut message = Self::error(text);
        message.answers_action = true;
        message
    }

    /// Whether it goes when something else is done, which it would be taken for a word about.
    pub(crate) const fn goes_with_next_action(&self) -> bool {
        match self.kind {
            Kind::Done | Kind::Unfinished | Kind::Info => self.until.is_some(),
            Kind::Progress => false,
            Kind::Error => self.answers_action,
        }
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

/// How many messages are kept once they have passed.
const KEPT: usize = 20;

/// What was shown, so that it can be read after it has passed.
#[derive(Default)]
pub(super) struct MessageLog {
    /// The last one first, each with its time in milliseconds since the epoch.
    all: VecDeque<(u64, String)>,
}

impl MessageLog {
    /// Keeps a message; how far something is, is of no use later.
    pub(super) fn keep(&mut self, message: &Message, now: u64) {
        if message.kind == Kind::Progress {
            return;
        }
        // The same message may have got another sentence since.
        self.all.retain(|(_, kept)| !kept.starts_with(&message.text));
        self.all.push_front((now, message.whole()));
        self.all.truncate(KEPT);
    }

    /// The last message, and below it those before, with their ages; none where there was none.
    pub(super) fn describe(&self, now: u64) -> Option<String> {
        let mut all = self.all.iter();
        let mut lines = vec![all.next()?.1.clone()];
        if self.all.len() > 1 {
            lines.extend([String::new(), messages::EARLIER_MESSAGES.to_owned()]);
        }
        lines.extend(all.map(|(at, earlier)| {
            let age = ago(Duration::from_millis(now.saturating_sub(*at)));
            messages::earlier_message(&age, earlier)
        }));
        Some(lines.join("\n"))
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
