//! What the terminal sends, as events.
//!
//! The parser is `termina`'s. Not crossterm's reader, of which only the words for keys and clicks
//! are used here: it reads by itself, and waits inside for the rest of a key or a paste that came
//! in half, turns for ever on a terminal that is gone, and leaves what is behind 1024 bytes until
//! the next key.

mod background;

use std::collections::VecDeque;

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use termina::Parser;
use termina::event as sent;
use zeroize::Zeroize;

use background::{Answer, BackgroundAnswer};

/// How answers of the terminal start to questions that this program does not ask: `ESC ]` and
/// `ESC P`. The parser waits for their end, although they are Alt-] and Alt-Shift-P too.
const ANSWERS: [&[u8]; 2] = [b"\x1b]", b"\x1bP"];

/// So many different characters in one go are pasted.
const PASTED: usize = 4;

/// Among so many characters.
const LOOK_AHEAD: usize = 64;

/// What a key opens behind which one types.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opened {
    Filter,
    /// A list from which an end of a line chooses.
    List,
}

/// Makes events of bytes.
#[derive(Default)]
pub(crate) struct Decoder {
    parser: Parser,
    /// The bytes since the last event, from their last escape on.
    unfinished: Vec<u8>,
    ready: VecDeque<Event>,
    /// Whether the terminal has marked a paste: then it marks every one.
    marks_pastes: bool,
    /// What the terminal draws on, while its answer is awaited.
    background: Option<BackgroundAnswer>,
}

impl Decoder {
    /// The terminal was asked on what it draws: its answer is no key.
    pub(crate) fn await_background(&mut self) {
        self.background = Some(BackgroundAnswer::default());
    }

    pub(crate) const fn awaits_background(&self) -> bool {
        self.background.is_some()
    }

    /// The color on which the terminal draws, once, after its answer has come.
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

    /// Takes an event that a console gave as one.
    #[cfg(windows)]
    pub(crate) fn push(&mut self, event: Event) {
        self.ready.push_back(event);
    }

    /// Takes what was read. `more` says that other bytes wait to be read: then an escape at the end
    /// may be the beginning of something, and is the key when not.
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
            // What was pasted may be a secret.
            self.unfinished.zeroize();
            let event = in_our_words(event);
            self.marks_pastes |= matches!(event, Some(Event::Paste(_)));
            self.ready.extend(event);
        }
    }

    /// Text that a terminal without bracketed paste sent, where that is what comes next: as one
    /// text, so that none of it is taken for commands.
    ///
    /// Everything that waited is decoded before any of it is acted on, so a paste is a run of
    /// characters, ends of lines included. Typing is one key at a time, but a slow line or a busy
    /// program can gather keys: a held `jjjj`, `jkjk`, `dd`, `jjjd`. They differ by how
    /// many *different* characters there are: four commands that differ do not come within one read
    /// from a hand, and hardly a word or a key has fewer. A run that starts with a key behind which
    /// one types, such as the `/` of the filter, is meant as text; behind one that opens a list an
    /// end of a line would run or choose what the rest has found, so such a run must have none. Keys that are escape
    /// sequences, or that have ctrl or alt held, end a run. A terminal that has marked a paste is
    /// known to mark them all.
    pub(crate) fn take_unmarked_paste(
        &mut self,
        opened_by: impl Fn(char) -> Option<Opened>,
    ) -> Option<String> {
        if self.marks_pastes {
            return None;
        }
        let mut run = self.ready.iter().map_while(character);
        match run.next().and_then(opened_by) {
            // An end of a line keeps what was found; keys behind it would be commands.
            Some(Opened::Filter) if run.find(|c| is_end(*c)).is_none() || run.next().is_none() => {
                return None;
            }
            Some(Opened::List) if !run.any(is_end) => return None,
            _ => {}
        }
        let mut different: Vec<char> = Vec::new();
        // A paste shows itself soon, and a long run of the same few keys is not counted anew for
        // each of them.
        for event in self.ready.iter().take(LOOK_AHEAD) {
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

    /// The next event that is there as a whole.
    pub(crate) fn next(&mut self) -> Option<Event> {
        self.ready.pop_front()
    }
}

/// The character of pasted text that a key may be; none for a key that no text holds.
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

/// The event in crossterm's types; none for what this program did not turn on.
fn in_our_words(event: sent::Event) -> Option<Event> {
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
