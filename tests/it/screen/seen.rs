//! What there is to be seen of the program: the screen's text and letters, and the files.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Position;
use ratatui::style::Modifier;
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::screen::harness::Screen;

impl Screen {
    /// The screen's lines. A wide character is one character.
    pub fn lines(&self) -> Vec<String> {
        (0..self.buffer().area.height)
            .map(|y| self.cells(y).map(|(_, cell)| cell.symbol()).collect())
            .collect()
    }

    /// The whole screen, without the spaces at the lines' ends.
    pub fn text(&self) -> String {
        let lines = self.lines();
        let lines: Vec<_> = lines.iter().map(|line| line.trim_end()).collect();
        lines.join("\n")
    }

    /// What the terminal shows.
    pub fn buffer(&self) -> &Buffer {
        self.terminal.backend().buffer()
    }

    /// The cells of a line with their columns, without those that a wide character covers.
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

    /// All places that say a text.
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

    /// Whether a place is the beginning of an item: in a box without a title, left but for a tick.
    pub fn is_in_menu(&self, at: Position) -> bool {
        let symbol = |x: u16, y: u16| self.buffer()[(x, y)].symbol();
        let edge = (0..at.x).rfind(|x| !matches!(symbol(*x, at.y), " " | "✓" | "▌"));
        edge.is_some_and(|x| {
            let top = (0..at.y).rfind(|y| symbol(x, *y) != "│").unwrap_or_default();
            symbol(x, at.y) == "│" && symbol(x, top) == "┌" && symbol(x + 1, top) == "─"
        })
    }

    /// The first place that says a text.
    #[track_caller]
    pub fn place_of(&self, text: &str) -> Position {
        match self.places_of(text).first() {
            Some(at) => *at,
            None => self.fail(&format!("“{text}” is not on the screen")),
        }
    }

    /// The line on which the row of a connection begins.
    #[track_caller]
    pub fn row_of(&self, name: &str) -> usize {
        let is_it = |line: &String| name_in(line).is_some_and(|found| found == name);
        match self.lines().iter().position(is_it) {
            Some(row) => row,
            None => self.fail(&format!("no connection is listed as “{name}”")),
        }
    }

    /// The line of the first place that says a text.
    #[track_caller]
    pub fn line_of(&self, text: &str) -> String {
        self.lines()[usize::from(self.place_of(text).y)].clone()
    }

    /// The letters that stand out in some way, in the screen's order.
    pub fn letters(&self, how: Modifier) -> String {
        let lines = (0..self.buffer().area.height).flat_map(|y| self.cells(y));
        lines
            .filter(|(_, cell)| cell.modifier.contains(how))
            .map(|(_, cell)| cell.symbol())
            .collect()
    }

    /// The names of the listed connections, as the page orders them.
    pub fn names(&self) -> Vec<String> {
        let lines = self.lines().into_iter();
        lines.filter_map(|line| name_in(&line)).collect()
    }

    /// Where the terminal's cursor is.
    pub const fn cursor(&self) -> Option<(u16, u16)> {
        self.cursor
    }

    /// The program's own folder.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// config.json.
    pub fn config(&self) -> PathBuf {
        self.home.path().join(".craft-agent/config.json")
    }

    /// The bytes of config.json, which are text.
    pub fn bytes(&self) -> String {
        fs::read_to_string(self.config()).expect("config.json is there")
    }

    /// When config.json was last written.
    pub fn written(&self) -> SystemTime {
        let about = fs::metadata(self.config()).expect("config.json is there");
        about.modified().expect("this system tells")
    }

    /// What config.json says.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.bytes()).expect("config.json is JSON")
    }

    /// What config.json says of a connection.
    #[track_caller]
    pub fn stored(&self, slug: &str) -> Value {
        let json = self.json();
        let list = json["llmConnections"].as_array().expect("a list");
        match list.iter().find(|c| c["slug"] == slug) {
            Some(found) => found.clone(),
            None => self.fail(&format!("no connection is stored as {slug}")),
        }
    }

    /// A line of the screen says this.
    #[track_caller]
    pub fn sees(&mut self, text: &str) -> &mut Self {
        self.place_of(text);
        self
    }

    /// The screen says this, wherever its lines break: a sentence with a path of the test in it
    /// breaks elsewhere on every machine.
    #[track_caller]
    pub fn reads(&mut self, text: &str) -> &mut Self {
        let lines = self.lines().join(" ");
        let words: Vec<&str> = lines.split_whitespace().collect();
        if !words.join(" ").contains(text) {
            self.fail(&format!("“{text}” does not stand on the screen"));
        }
        self
    }

    /// No line of the screen says this.
    #[track_caller]
    pub fn sees_not(&mut self, text: &str) -> &mut Self {
        if !self.places_of(text).is_empty() {
            self.fail(&format!("“{text}” is on the screen"));
        }
        self
    }

    /// The page's selection is on this.
    #[track_caller]
    pub fn selected(&mut self, name: &str) -> &mut Self {
        let lines = self.lines();
        let first = |y: usize| &self.buffer()[(0, u16::try_from(y).unwrap_or(u16::MAX))];
        // A mark takes the place of the bar.
        let is_it = |(y, line): &(usize, &String)| {
            line.starts_with('▌')
                || line.starts_with('◆') && first(*y).modifier.contains(Modifier::REVERSED)
        };
        let found = lines.iter().enumerate().find(is_it).map(|(_, line)| line);
        match found {
            Some(line) if line.contains(name) => self,
            other => self.fail(&format!("“{name}” is not selected, but {other:?}")),
        }
    }

    /// The selected item of a list in a box says this.
    #[track_caller]
    pub fn selected_block(&mut self, text: &str) -> &mut Self {
        let lines = self.lines();
        let mut selected = lines.iter().filter(|line| line.contains("│▌"));
        match selected.find(|line| line.contains(text)) {
            Some(_) => self,
            None => self.fail(&format!("“{text}” is not selected")),
        }
    }

    /// config.json says something that this finds right.
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

/// The name of the connection in a line of the list; none in any other line.
fn name_in(line: &str) -> Option<String> {
    let marks: Vec<char> = line.chars().take(4).collect();
    let is_row = matches!(marks[..], [' ' | '▌' | '◆', ' ' | '●', _, ' ']);
    let words = line.split("  ").skip(1).map(str::trim);
    let has_mode = words.into_iter().any(|word| matches!(word, "steer" | "queue"));
    let name: String = line.chars().skip(4).collect();
    let name = name.split("  ").next().unwrap_or_default();
    (is_row && has_mode && !name.starts_with(' ')).then(|| name.to_owned())
}
