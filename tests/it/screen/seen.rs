//! What tests can see of the program: the screen's text and styles, and the files.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use llm_connections::settings::connection::midstream::MidStream;
use llm_connections::settings::edit::messages::{self as edits, StateChange};
use llm_connections::text::capitalized;
use llm_connections::tui::keymap::{Action, row_of};
use llm_connections::tui::{Target, messages};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::screen::harness::Screen;
pub use crate::support::sentences::{before_colon, before_name};

/// The columns before a name in a list row: the bar, the default mark, the state.
const LEAD: usize = 4;

/// The most columns before a menu item's label: the bar, a tick and a space.
const LEAD_OF_ITEM: u16 = 3;

impl Screen {
    /// The screen's lines. A wide character is one character.
    pub fn lines(&self) -> Vec<String> {
        (0..self.buffer().area.height)
            .map(|y| self.cells(y).map(|(_, cell)| cell.symbol()).collect())
            .collect()
    }

    /// The whole screen, without trailing spaces on its lines.
    pub fn text(&self) -> String {
        let lines = self.lines();
        let lines: Vec<_> = lines.iter().map(|line| line.trim_end()).collect();
        lines.join("\n")
    }

    /// What the terminal shows.
    pub fn buffer(&self) -> &Buffer {
        self.terminal.backend().buffer()
    }

    /// The cells of a line with their columns, without those covered by a wide character.
    fn cells(&self, y: u16) -> impl Iterator<Item = (u16, &Cell)> {
        let buffer = self.buffer();
        let mut next = 0;
        (0..buffer.area.width).filter_map(move |x| {
            let cell = &buffer[(x, y)];
            if x < next {
                return None;
            }
            next = x + u16::try_from(cell.symbol().width().max(1)).expect("two at most");
            Some((x, cell))
        })
    }

    /// All occurrences of a text.
    pub fn places_of(&self, text: &str) -> Vec<Position> {
        let mut places = Vec::new();
        for y in 0..self.buffer().area.height {
            let cells: Vec<_> = self.cells(y).collect();
            let line: String = cells.iter().map(|(_, cell)| cell.symbol()).collect();
            for (found, _) in line.match_indices(text) {
                let mut bytes = 0;
                let at = cells.iter().find(|(_, cell)| {
                    bytes += cell.symbol().len();
                    bytes > found
                });
                places.extend(at.map(|(x, _)| Position { x: *x, y }));
            }
        }
        places
    }

    /// The text in an area.
    pub fn text_in(&self, area: Rect) -> String {
        let lines = area.top()..area.bottom();
        let cells = lines.flat_map(|y| self.cells(y));
        let own = cells.filter(|(x, _)| (area.left()..area.right()).contains(x));
        own.map(|(_, cell)| cell.symbol()).collect()
    }

    /// The open menu's item with this label: the start of the label, after the tick column.
    pub fn item_of(&self, label: &str) -> Option<Position> {
        let top = self.spots.iter().map(|(_, layer, _)| *layer).max()?;
        let is_item = |target: &Target| matches!(target, Target::Row(_) | Target::SubRow(_));
        let items = self.spots.iter().filter(|(_, layer, target)| *layer == top && is_item(target));
        let items: Vec<Rect> = items.map(|(area, ..)| *area).collect();
        let begins = |at: &Position| {
            items.iter().any(|area| area.contains(*at) && at.x - area.x <= LEAD_OF_ITEM)
        };
        self.places_of(label).into_iter().rfind(begins)
    }

    /// The selected texts in the top layer that has a selection, and that layer's index.
    fn selected_texts(&self) -> Option<(usize, Vec<String>)> {
        let top = self.selected.iter().map(|(_, layer)| *layer).max()?;
        let own = self.selected.iter().filter(|(_, layer)| *layer == top);
        Some((top, own.map(|(area, _)| self.text_in(*area)).collect()))
    }

    /// The start of the form row that has the focus; empty when none has.
    pub fn focused_label(&self) -> String {
        let row = self.selected_texts().filter(|(layer, _)| *layer > 0);
        let row = row.and_then(|(_, rows)| rows.into_iter().next()).unwrap_or_default();
        row.chars().skip(1).collect()
    }

    /// The selected row of the page, as drawn; none when it is out of view.
    pub fn selected_row(&self) -> Option<String> {
        let own = self.selected.iter().find(|(_, layer)| *layer == 0);
        own.map(|(area, _)| self.text_in(*area))
    }

    /// The line of the page's selected row.
    #[track_caller]
    pub fn selected_line(&self) -> usize {
        match self.selected.iter().find(|(_, layer)| *layer == 0) {
            Some((area, _)) => usize::from(area.y),
            None => self.fail("no row is selected"),
        }
    }

    /// The first occurrence of a text.
    #[track_caller]
    pub fn place_of(&self, text: &str) -> Position {
        match self.places_of(text).first() {
            Some(at) => *at,
            None => self.fail(&format!("“{text}” is not on the screen")),
        }
    }

    /// The line where a connection's row begins.
    #[track_caller]
    pub fn row_of(&self, name: &str) -> usize {
        let mut rows = self.rows().into_iter();
        match rows.find(|(_, found)| found == name) {
            Some((row, _)) => row,
            None => self.fail(&format!("no connection is listed as “{name}”")),
        }
    }

    /// The listed connections with their lines: only their rows have exactly one cell.
    fn rows(&self) -> Vec<(usize, String)> {
        let cells = |n: usize| {
            let own = |target: &Target| matches!(target, Target::Cell(row, _) if *row == n);
            self.spots.iter().filter(|(_, layer, target)| *layer == 0 && own(target)).count()
        };
        let rows = self.spots.iter().filter_map(|(area, layer, target)| match target {
            Target::Row(n) if *layer == 0 && cells(*n) == 1 => Some(*area),
            _ => None,
        });
        let name = |area: Rect| {
            let text: String = self.text_in(area).chars().skip(LEAD).collect();
            text.split("  ").next().unwrap_or_default().to_owned()
        };
        rows.map(|area| (usize::from(area.y), name(area))).collect()
    }

    /// The line of a text's first occurrence.
    #[track_caller]
    pub fn line_of(&self, text: &str) -> String {
        self.lines()[usize::from(self.place_of(text).y)].clone()
    }

    /// The characters that have this style, in screen order.
    pub fn letters(&self, how: Modifier) -> String {
        let lines = (0..self.buffer().area.height).flat_map(|y| self.cells(y));
        lines
            .filter(|(_, cell)| cell.modifier.contains(how))
            .map(|(_, cell)| cell.symbol())
            .collect()
    }

    /// The names of the listed connections, in the page's order.
    pub fn names(&self) -> Vec<String> {
        self.rows().into_iter().map(|(_, name)| name).collect()
    }

    /// The position of the terminal's cursor.
    pub const fn cursor(&self) -> Option<(u16, u16)> {
        self.cursor
    }

    /// The program's own folder.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The path of config.json.
    pub fn config(&self) -> PathBuf {
        self.home.path().join(".craft-agent/config.json")
    }

    /// The bytes of config.json, as text.
    pub fn bytes(&self) -> String {
        fs::read_to_string(self.config()).expect("config.json is there")
    }

    /// When config.json was last written.
    pub fn written(&self) -> SystemTime {
        let about = fs::metadata(self.config()).expect("config.json is there");
        about.modified().expect("this system tells")
    }

    /// The value of config.json.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.bytes()).expect("config.json is JSON")
    }

    /// A connection's value in config.json.
    #[track_caller]
    pub fn stored(&self, slug: &str) -> Value {
        let json = self.json();
        let list = json["llmConnections"].as_array().expect("a list");
        match list.iter().find(|c| c["slug"] == slug) {
            Some(found) => found.clone(),
            None => self.fail(&format!("no connection is stored as {slug}")),
        }
    }

    /// Checks that a line of the screen has this text.
    #[track_caller]
    pub fn sees(&mut self, text: &str) -> &mut Self {
        self.place_of(text);
        self
    }

    /// Checks that the screen has this text, wherever its lines break: a sentence that contains a
    /// path of the test breaks differently on every machine. The frames of boxes are skipped.
    #[track_caller]
    pub fn reads(&mut self, text: &str) -> &mut Self {
        let lines = self.lines().join(" ");
        let is_frame = |word: &&str| ["│", "┃"].contains(word);
        let words: Vec<&str> = lines.split_whitespace().filter(|word| !is_frame(word)).collect();
        let first = text.split(' ').next().unwrap_or_default();
        let mut places = self.places_of(first).into_iter();
        if !words.join(" ").contains(text) && !places.any(|at| self.reads_from(at, text)) {
            self.fail(&format!("“{text}” does not stand on the screen"));
        }
        self
    }

    /// Whether a text begins at a position and continues below it, in its own column.
    fn reads_from(&self, at: Position, text: &str) -> bool {
        let mut rest = text;
        for y in at.y..self.buffer().area.height {
            let line = Rect { x: at.x, y, width: u16::MAX - at.x, height: 1 };
            let line = self.text_in(line);
            let mut ends = rest.match_indices(' ').map(|(end, _)| end).chain([rest.len()]);
            let Some(end) = ends.rfind(|end| line.starts_with(&rest[..*end])) else {
                return false;
            };
            rest = rest[end..].trim_start();
            if rest.is_empty() {
                return true;
            }
        }
        false
    }

    /// Checks that no line of the screen has this text.
    #[track_caller]
    pub fn sees_not(&mut self, text: &str) -> &mut Self {
        if !self.places_of(text).is_empty() {
            self.fail(&format!("“{text}” is on the screen"));
        }
        self
    }

    /// Checks that the page's selection is on this.
    #[track_caller]
    pub fn selected(&mut self, name: &str) -> &mut Self {
        match self.selected_row() {
            Some(row) if row.contains(name) => self,
            other => self.fail(&format!("“{name}” is not selected, but {other:?}")),
        }
    }

    /// Checks that the selected item of a list in a box has this text.
    #[track_caller]
    pub fn selected_block(&mut self, text: &str) -> &mut Self {
        match self.selected_texts() {
            Some((1.., rows)) if rows.iter().any(|row| row.contains(text)) => self,
            _ => self.fail(&format!("“{text}” is not selected")),
        }
    }

    /// Checks the value of config.json.
    #[track_caller]
    pub fn file(&mut self, check: impl FnOnce(&Value)) -> &mut Self {
        check(&self.json());
        self
    }

    /// Fails, and shows the screen.
    #[track_caller]
    pub fn fail(&self, why: &str) -> ! {
        panic!("{why}:\n{}\n", self.text())
    }
}

/// The label of an action in the list of keys.
pub fn label_of(action: Action) -> &'static str {
    row_of(action).expect("a row").label
}

/// The hint of an action in the footer.
pub fn hint_of(action: Action) -> &'static str {
    row_of(action).and_then(|row| row.hint).expect("a hint")
}

/// A message about something done, with its mark.
pub fn done(sentence: &str) -> String {
    format!("✓ {sentence}")
}

/// That a credential of the connection “Alpha” was stored.
pub fn now_stored(what: &str) -> String {
    done(&edits::stored_secret(what, "Alpha"))
}

/// A message that warns, with its mark.
pub fn warned(sentence: &str) -> String {
    format!("! {}", capitalized(sentence))
}

/// What a commit reports, and what it leaves open.
pub fn with_caveat(label: &str, caveat: &str) -> String {
    format!("{label}. {}", capitalized(caveat))
}

/// That a connection has become the default.
pub fn default_is(name: &str) -> String {
    edits::default_sentence(name, StateChange::Changed)
}

/// That a connection has got another mode.
pub fn mode_is(name: &str, mode: MidStream) -> String {
    edits::mid_stream_sentence(&format!("“{name}”"), 1, mode, StateChange::Changed)
}

/// The start of the new-chats row: the text before its first cell, and that cell.
pub fn new_chats(before: &str, cell: &str) -> String {
    format!("{} {before}{cell}", messages::NEW_CHATS)
}
