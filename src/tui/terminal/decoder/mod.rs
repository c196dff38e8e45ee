//! Decodes terminal input into events.
//!
//! Uses `termina`'s parser. crossterm only provides the types for keys and clicks, not the reader:
//! that one reads by itself, blocks when a key or a paste arrives in parts, loops forever on a lost
//! terminal, and holds back everything after 1024 bytes until the next key.

mod background;

use std::collections::VecDeque;

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use termina::Parser;
use termina::event as sent;
use zeroize::Zeroize;

use background::{Answer, BackgroundAnswer};

/// The prefixes of answers to requests that this program does not send: `ESC ]` and `ESC P`. The
/// parser waits for their end, although they are also Alt-] and Alt-Shift-P.
const ANSWERS: [&[u8]; 2] = [b"\x1b]", b"\x1bP"];

/// This many different characters at once count as a paste.
const PASTED: usize = 4;

/// How many characters to check for that.
const LOOKAHEAD: usize = 64;

/// What a key opens that takes text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opened {
    Filter,
    /// A list in which Enter picks an item.
    List,
}

/// Turns bytes into events.
#[derive(Default)]
pub(crate) struct Decoder {
    parser: Parser,
    /// The bytes since the last event, from their last escape on.
    unfinished: Vec<u8>,
    ready: VecDeque<Event>,
    /// Whether the terminal has marked a paste; if so, it marks every paste.
    marks_pastes: bool,
    /// The terminal's answer about its background, while one is pending.
    background: Option<BackgroundAnswer>,
}

impl Decoder {
    /// Expects an answer about the background, and keeps it out of the typed input.
    pub(crate) fn await_background(&mut self) {
        self.background = Some(BackgroundAnswer::default());
    }

    pub(crate) const fn awaits_background(&self) -> bool {
        self.background.is_some()
    }

    /// The terminal's background color; returned once after the answer arrives.
    pub(crate) fn take_background(&mut self) -> Option<u32> {
        let answer = self.background.as_ref()?.state();
        if answer != Answer::Awaited {
            self.background = None;
        }
        match answer {
            Answer::Color(color) => Some(color),
            Answer::Awaited | Answer::Unusable => None,
        }
    }

    /// Adds an event that a console delivered as such.
    #[cfg(windows)]
    pub(crate) fn push(&mut self, event: Event) {
        self.ready.push_back(event);
    }

    /// Decodes input. `more` means that further bytes are pending: a final escape may then start a
    /// sequence; otherwise it is the Esc key.
    pub(crate) fn take(&mut self, bytes: &[u8], more: bool) {
        match &mut self.background {
            None => self.take_typed(bytes, more),
            Some(answer) => {
                let typed = answer.take(bytes, more);
                self.take_typed(&typed, more);
            }
        }
    }

    fn take_typed(&mut self, bytes: &[u8], more: bool) {
        for (n, byte) in bytes.iter().enumerate() {
            if *byte == b'\x1b' {
                self.unfinished.clear();
            }
            self.unfinished.push(*byte);
            self.parser.parse(&[*byte], more || n + 1 < bytes.len());
            self.collect();
        }
        if bytes.is_empty() {
            self.parser.parse(&[], more);
            self.collect();
        }
        if !more && ANSWERS.iter().any(|start| self.unfinished.starts_with(start)) {
            self.parser = Parser::default();
            if let [_, key] = self.unfinished[..] {
                let key = KeyEvent::new(KeyCode::Char(char::from(key)), KeyModifiers::ALT);
                self.ready.push_back(Event::Key(key));
            }
            self.unfinished.clear();
        }
    }

    fn collect(&mut self) {
        while let Some(event) = self.parser.pop() {
            // The paste may be a secret.
            self.unfinished.zeroize();
            let event = to_crossterm(event);
            self.marks_pastes |= matches!(event, Some(Event::Paste(_)));
            self.ready.extend(event);
        }
    }

    /// Takes the pending text as one paste if a terminal without bracketed paste sent it, so that
    /// none of it runs as commands.
    ///
    /// All pending input is decoded before the program acts on any of it, so a paste is a run of
    /// characters, including line ends. Typing is one key at a time, but a slow line or a busy
    /// program can gather keys: a held `jjjj`, `jkjk`, `dd`, `jjjd`. The number of *different*
    /// characters separates them: four different commands never arrive from a hand within one
    /// read, and hardly any word or API key has fewer. A run that starts with a key that opens a
    /// text field, such as the `/` of the filter, is meant as text. If the key opens a list, a line
    /// end would run or pick the item that the text matched, so such a run must contain none. Keys
    /// that are escape sequences, or that have Ctrl or Alt held, end a run. A terminal that has
    /// marked one paste marks all of them.
    pub(crate) fn take_unmarked_paste(
        &mut self,
        opened_by: impl Fn(char) -> Option<Opened>,
    ) -> Option<String> {
        if self.marks_pastes {
            return None;
        }
        let mut run = self.ready.iter().map_while(character);
        match run.next().and_then(opened_by) {
            // The line end accepts the filter; any keys after it would be commands.
            Some(Opened::Filter) if run.find(|c| is_end(*c)).is_none() || run.next().is_none() => {
                return None;
            }
            Some(Opened::List) if !run.any(is_end) => return None,
            _ => {}
        }
        let mut different: Vec<char> = Vec::new();
        // A paste shows early, and a long run of the same few keys must not be recounted for each
        // key.
        for event in self.ready.iter().take(LOOKAHEAD) {
            match character(event) {
                Some(c) if is_end(c) && different.is_empty() => return None,
                Some(c) if is_end(c) || different.contains(&c) => {}
                Some(c) => different.push(c),
                None => break,
            }
        }
        if different.len() < PASTED {
            return None;
        }
        let length = self.ready.iter().map_while(character).count();
        let run = self.ready.drain(..length);
        Some(run.filter_map(|event| character(&event)).collect())
    }

    /// The next complete event.
    pub(crate) fn next(&mut self) -> Option<Event> {
        self.ready.pop_front()
    }
}

/// The character if the key may be part of pasted text; none for other keys.
fn character(event: &Event) -> Option<char> {
    let Event::Key(key) = event else { return None };
    match key.code {
        // A line feed.
        KeyCode::Char('j') if key.modifiers == KeyModifiers::CONTROL => Some('\n'),
        KeyCode::Char(c) if KeyModifiers::SHIFT.contains(key.modifiers) => Some(c),
        KeyCode::Enter if key.modifiers.is_empty() => Some('\n'),
        KeyCode::Tab if key.modifiers.is_empty() => Some('\t'),
        _ => None,
    }
}

const fn is_end(c: char) -> bool {
    matches!(c, '\n' | '\t')
}

/// Converts an event to crossterm's types; none for events that this program did not enable.
fn to_crossterm(event: sent::Event) -> Option<Event> {
    match event {
        sent::Event::Key(key) if key.kind != sent::KeyEventKind::Release => {
            Some(Event::Key(KeyEvent::new(code(key.code)?, held(key.modifiers))))
        }
        sent::Event::Mouse(mouse) => Some(Event::Mouse(MouseEvent {
            kind: kind(mouse.kind),
            column: mouse.column,
            row: mouse.row,
            modifiers: held(mouse.modifiers),
        })),
        sent::Event::Paste(text) => Some(Event::Paste(text)),
        _ => None,
    }
}

fn code(code: sent::KeyCode) -> Option<KeyCode> {
    use sent::KeyCode as Sent;
    Some(match code {
        Sent::Char(c) => KeyCode::Char(c),
        Sent::Enter => KeyCode::Enter,
        Sent::Backspace => KeyCode::Backspace,
        Sent::Tab => KeyCode::Tab,
        Sent::BackTab => KeyCode::BackTab,
        Sent::Escape => KeyCode::Esc,
        Sent::Left => KeyCode::Left,
        Sent::Right => KeyCode::Right,
        Sent::Up => KeyCode::Up,
        Sent::Down => KeyCode::Down,
        Sent::Home => KeyCode::Home,
        Sent::End => KeyCode::End,
        Sent::PageUp => KeyCode::PageUp,
        Sent::PageDown => KeyCode::PageDown,
        Sent::Insert => KeyCode::Insert,
        Sent::Delete => KeyCode::Delete,
        Sent::Function(n) => KeyCode::F(n),
        Sent::Menu => KeyCode::Menu,
        _ => return None,
    })
}

fn held(modifiers: sent::Modifiers) -> KeyModifiers {
    let pairs = [
        (sent::Modifiers::SHIFT, KeyModifiers::SHIFT),
        (sent::Modifiers::ALT, KeyModifiers::ALT),
        (sent::Modifiers::CONTROL, KeyModifiers::CONTROL),
        (sent::Modifiers::SUPER, KeyModifiers::SUPER),
    ];
    pairs
        .into_iter()
        .filter(|(theirs, _)| modifiers.contains(*theirs))
        .map(|(_, ours)| ours)
        .collect()
}

const fn kind(kind: sent::MouseEventKind) -> MouseEventKind {
    use sent::MouseEventKind as Sent;
    match kind {
        Sent::Down(which) => MouseEventKind::Down(button(which)),
        Sent::Up(which) => MouseEventKind::Up(button(which)),
        Sent::Drag(which) => MouseEventKind::Drag(button(which)),
        Sent::Moved => MouseEventKind::Moved,
        Sent::ScrollDown => MouseEventKind::ScrollDown,
        Sent::ScrollUp => MouseEventKind::ScrollUp,
        Sent::ScrollLeft => MouseEventKind::ScrollLeft,
        Sent::ScrollRight => MouseEventKind::ScrollRight,
    }
}

const fn button(button: sent::MouseButton) -> MouseButton {
    match button {
        sent::MouseButton::Left => MouseButton::Left,
        sent::MouseButton::Right => MouseButton::Right,
        sent::MouseButton::Middle => MouseButton::Middle,
    }
}

#[cfg(test)]
mod tests;
