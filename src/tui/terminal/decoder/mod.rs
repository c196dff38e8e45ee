//! Decodes terminal input into events.
//!
//! Uses `termina`'s parser. crossterm only provides the types for keys and clicks, not the reader:
//! that one reads by itself, blocks when a key or a paste arrives in parts, loops forever on a lost
//! terminal, and holds back everything after 1024 bytes until the next key.

mod background;
pub(super) mod unmarked_paste;

use std::collections::VecDeque;

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use termina::Parser;
use termina::event as sent;
use zeroize::Zeroize;

use background::{Answer, BackgroundAnswer};
use unmarked_paste::OpenedByKey;

/// The prefixes of answers to requests that this program does not send: `ESC ]` and `ESC P`. The
/// parser waits for their end, although they are also Alt-] and Alt-Shift-P.
const ANSWERS: [&[u8]; 2] = [b"\x1b]", b"\x1bP"];

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

    /// Takes the pending text as one paste if a terminal that marks no pastes sent it, so that none
    /// of it runs as commands.
    pub(crate) fn take_unmarked_paste(
        &mut self,
        opened_by: impl Fn(char) -> Option<OpenedByKey>,
    ) -> Option<String> {
        // A terminal that has marked one paste marks all of them.
        if self.marks_pastes {
            return None;
        }
        let length = unmarked_paste::length(&self.ready, opened_by)?;
        let run = self.ready.drain(..length);
        Some(run.filter_map(|event| unmarked_paste::character(&event)).collect())
    }

    /// The next complete event.
    pub(crate) fn next(&mut self) -> Option<Event> {
        self.ready.pop_front()
    }
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
