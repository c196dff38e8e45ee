//! The message at the foot of the screen, one at a time.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::text::age::ago;
use crate::tui::messages;
use crate::tui::widgets::text::width;

/// How long a message about something done is shown.
const SHOWN_FOR: Duration = Duration::from_secs(5);

pub(crate) struct Message {
    /// The main sentence.
    pub text: String,
    /// Sentences shown after it as far as they fit the line; a key shows the rest.
    pub more: Vec<String>,
    pub kind: MessageKind,
    /// When it expires; `None` if it stays until dismissed.
    pub until: Option<Instant>,
    /// Whether it answers one action, and disappears with the next.
    answers_action: bool,
    /// Whether it can be read again later. Progress is of no use then.
    is_logged: bool,
    /// What can make it obsolete.
    pub topic: Option<Topic>,
}

/// What a message is about: when that no longer applies, the message ends too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    ConfigUnusable,
    ConfigGone,
    CredentialsGone,
    /// Craft must be restarted, if it runs.
    RestartCraft,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MessageKind {
    /// An edit was made, and can be undone.
    Done,
    /// An edit was made, but leaves something missing.
    Unfinished,
    Info,
    /// The progress of something that takes a while.
    Progress,
    Error,
}

impl Message {
    /// An edit was made.
    pub(crate) fn done(text: String) -> Self {
        Self { until: Some(Instant::now() + SHOWN_FOR), ..Self::lasting(MessageKind::Done, text) }
    }

    /// An edit was made, but leaves something missing.
    pub(crate) fn unfinished(text: String) -> Self {
        Self { kind: MessageKind::Unfinished, ..Self::done(text) }
    }

    pub(crate) fn info(text: String) -> Self {
        Self { kind: MessageKind::Info, ..Self::done(text) }
    }

    /// Progress; the message stays until the work ends.
    pub(crate) const fn progress(text: String) -> Self {
        let mut message = Self::lasting(MessageKind::Progress, text);
        message.is_logged = false;
        message
    }

    pub(crate) const fn error(text: String) -> Self {
        Self::lasting(MessageKind::Error, text)
    }

    const fn lasting(kind: MessageKind, text: String) -> Self {
        Self {
            text,
            more: Vec::new(),
            kind,
            until: None,
            answers_action: false,
            is_logged: true,
            topic: None,
        }
    }

    /// Why an action was not done. The message stays until it is dismissed or another action is
    /// done.
    pub(crate) const fn alert(text: String) -> Self {
        let mut message = Self::error(text);
        message.answers_action = true;
        message
    }

    /// Whether the next action removes it, because it would seem to be about that action.
    pub(crate) const fn goes_with_next_action(&self) -> bool {
        match self.kind {
            MessageKind::Done | MessageKind::Unfinished | MessageKind::Info => self.until.is_some(),
            MessageKind::Progress => false,
            MessageKind::Error => self.answers_action,
        }
    }

    /// Whether it is about a state that lasts, and so stays when a layer opens.
    pub(crate) fn stays_beneath_layers(&self) -> bool {
        self.kind == MessageKind::Error && self.topic.is_some()
    }

    /// Keeps the message out of the log.
    pub(crate) fn unlogged(self) -> Self {
        Self { is_logged: false, ..self }
    }

    pub(crate) fn with_more(self, more: Vec<String>) -> Self {
        Self { more, ..self }
    }

    pub(crate) fn about(self, topic: Topic) -> Self {
        Self { topic: Some(topic), ..self }
    }

    /// The main sentence and all others.
    pub(crate) fn whole(&self) -> String {
        self.more.iter().fold(self.text.clone(), |text, sentence| join(&text, sentence))
    }

    /// The main sentence and as many others as fit this many columns, and how many those are.
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

/// How many past messages the log holds.
const LOG_SIZE: usize = 20;

/// Past messages, so that they can be read after they expire.
#[derive(Default)]
pub(super) struct MessageLog {
    /// Newest first, each with its time in milliseconds since the epoch.
    all: VecDeque<(u64, String)>,
}

impl MessageLog {
    /// Logs a message, unless it is of no use later, as progress is.
    pub(super) fn record(&mut self, message: &Message, now_ms: u64) {
        if !message.is_logged {
            return;
        }
        // The same message may have gained a sentence since.
        self.all.retain(|(_, logged)| !logged.starts_with(&message.text));
        self.all.push_front((now_ms, message.whole()));
        self.all.truncate(LOG_SIZE);
    }

    /// The latest message, and the earlier ones below it with their ages; `None` if the log is
    /// empty.
    pub(super) fn describe(&self, now_ms: u64) -> Option<String> {
        let mut all = self.all.iter();
        let mut lines = vec![all.next()?.1.clone()];
        if self.all.len() > 1 {
            lines.extend([String::new(), messages::EARLIER_MESSAGES.to_owned()]);
        }
        lines.extend(all.map(|(at, earlier)| {
            let age = ago(Duration::from_millis(now_ms.saturating_sub(*at)));
            messages::earlier_message(&age, earlier)
        }));
        Some(lines.join("\n"))
    }
}

/// Joins two sentences, adding a missing period to the first.
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
