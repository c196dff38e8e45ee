//! The person's own settings of this program: where their file is, what it says, and what is in
//! effect of it.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use super::messages;
use super::screen_facts::ScreenFacts;
use crate::own_settings::{Fault, OwnSettings, ThemeChoice};
use crate::tui::Keymap;
use crate::tui::Marks;

/// No file of settings is larger.
const LARGEST: u64 = 64 * 1024;

/// What the file says, and the keys that come of it.
#[derive(Debug, Default)]
pub(super) struct Own {
    /// Whether there is a file.
    pub is_found: bool,
    pub settings: OwnSettings,
    pub keymap: Keymap,
    /// Of the file, its lines and its keys, in the order of the lines.
    pub faults: Vec<Fault>,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Default,
    /// A line of the file.
    Line(usize),
    /// What the environment says of the terminal.
    Terminal,
    /// A flag of the command line.
    Flag(&'static str),
}

/// What is in effect, each with its source.
#[derive(Clone, Copy, Debug)]
pub(super) struct InEffect {
    pub theme: (ThemeChoice, Source),
    pub marks: (Marks, Source),
    pub mouse: (bool, Source),
}

impl Own {
    /// Reads the file, where there is one. Nothing that is wrong with it keeps the program from
    /// starting.
    pub(super) fn read(path: Option<&Path>) -> Self {
        let Some(path) = path else { return Self::default() };
        match text_of(path) {
            Ok(text) => {
                let settings = OwnSettings::read(&text);
                let (keymap, of_keys) = Keymap::with(&settings.keys);
                let mut faults = settings.faults.clone();
                faults.extend(of_keys);
                faults.sort_by_key(|fault| fault.line);
                Self { is_found: true, settings, keymap, faults }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::default(),
            Err(error) => {
                let fault = Fault::of_file(messages::own_settings_unreadable(&error));
                Self { is_found: true, faults: vec![fault], ..Self::default() }
            }
        }
    }

    /// What is in effect on a terminal.
    pub(super) fn in_effect(&self, facts: ScreenFacts, no_mouse: bool) -> InEffect {
        let own = &self.settings;
        let of_line = |line| Source::Line(line);
        InEffect {
            theme: match own.theme {
                _ if !facts.has_colour => (ThemeChoice::None, Source::Terminal),
                Some(set) => (set.value, of_line(set.line)),
                None => (ThemeChoice::Auto, Source::Default),
            },
            marks: match own.ascii {
                Some(set) if set.value => (Marks::Ascii, of_line(set.line)),
                Some(set) => (Marks::Unicode, of_line(set.line)),
                None => (facts.marks, Source::Terminal),
            },
            mouse: match own.mouse {
                _ if no_mouse => (false, Source::Flag("--no-mouse")),
                Some(set) => (set.value, of_line(set.line)),
                None => (true, Source::Default),
            },
        }
    }
}

/// The text of the file, where it is one of a size that a person writes. A pipe would keep the
/// program waiting.
fn text_of(path: &Path) -> io::Result<String> {
    let refused = |why: &str| io::Error::new(io::ErrorKind::InvalidData, why.to_owned());
    if !fs::metadata(path)?.is_file() {
        return Err(refused(messages::NO_FILE));
    }
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(refused(messages::FILE_TOO_LARGE));
    }
    String::from_utf8(bytes).map_err(|_| refused(messages::FILE_NOT_UTF8))
}
