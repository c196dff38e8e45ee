//! The person's own settings of this program: their file, its content, and what is in effect.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use super::messages;
use super::screen_facts::ScreenFacts;
use crate::own_settings::{OwnSettings, SettingsError, ThemeChoice};
use crate::tui::Keymap;
use crate::tui::Marks;

/// The size limit of a settings file.
const MAX_BYTES: u64 = 64 * 1024;

/// The file's content, and the resulting keys.
#[derive(Debug, Default)]
pub(super) struct Own {
    /// Whether there is a file.
    pub is_found: bool,
    pub settings: OwnSettings,
    pub keymap: Keymap,
    /// Faults of the file, its lines and its keys, in line order.
    pub faults: Vec<SettingsError>,
}

/// The source of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Default,
    /// A line of the file.
    Line(usize),
    /// The environment's information about the terminal.
    Terminal,
    /// A command-line flag.
    Flag(&'static str),
}

/// What is in effect, each value with its source.
#[derive(Clone, Copy, Debug)]
pub(super) struct InEffect {
    pub theme: (ThemeChoice, Source),
    pub marks: (Marks, Source),
    pub mouse: (bool, Source),
}

impl Own {
    /// Reads the file, if there is one. No fault in it keeps the program from starting.
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
                let fault = SettingsError::of_file(messages::own_settings_unreadable(&error));
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
                _ if !facts.has_color => (ThemeChoice::None, Source::Terminal),
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

/// The file's text, if its size is plausible for a handwritten file. A pipe would block the
/// program.
fn text_of(path: &Path) -> io::Result<String> {
    let refused = |why: &str| io::Error::new(io::ErrorKind::InvalidData, why.to_owned());
    if !fs::metadata(path)?.is_file() {
        return Err(refused(messages::NO_FILE));
    }
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(refused(messages::FILE_TOO_LARGE));
    }
    String::from_utf8(bytes).map_err(|_| refused(messages::FILE_NOT_UTF8))
}
