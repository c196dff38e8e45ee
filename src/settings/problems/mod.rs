//! What is wrong, or about to go wrong, with the whole configuration: one list of problems, each
//! with its location and, if it is safe, a fix.

mod chats;
mod checked_fixes;
mod connection;
mod credentials;
mod defaults;
mod file;
mod fix;
mod fix_all;
pub mod fixed_by_location;
mod index;
mod new_problems;
mod short;
mod starts;
pub mod words;
mod workspace_entries;

use std::borrow::Cow;

use checked_fixes::CheckedFixes;
pub use fix::{FieldsFix, Fix};
pub use fix_all::Fixes;
pub use index::ProblemIndex;
pub(super) use new_problems::{fixes_at_entry, new_problems};
pub use short::DUPLICATE_SLUG;
use starts::Starts;

pub use super::connection::field_errors::Severity;
use super::connection::fields::{FIELDS, Field, Kind};
use super::credential::fields::SECRET_FIELDS;
use super::edit::Edit;
use super::redact::{redacted_text, without_keys};
use super::workspace::defaults::Setting;
use super::workspace::performance::Switch;
use super::{ConnectionId, Settings};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Location {
    /// config.json as a whole.
    File,
    /// config.json, which is unusable.
    UnusableFile,
    Credentials,
    Default(Setting),
    Switch(Switch),
    /// A workspace, by its root path, or one of its overrides.
    Workspace(String, Option<Setting>),
    Connection(ConnectionId),
}

impl Location {
    /// The same for all locations that one row shows.
    fn row(&self) -> Self {
        match self {
            Self::Default(_) => Self::Default(Setting::Connection),
            Self::Workspace(root, _) => Self::Workspace(root.clone(), None),
            other => other.clone(),
        }
    }
}

/// Something that is wrong, or about to go wrong.
pub struct Problem {
    pub severity: Severity,
    pub location: Location,
    /// The path of the form field that can fix it; None if there is none.
    pub field: Option<&'static str>,
    /// What is wrong and what would be right.
    pub sentence: String,
    /// The same in a few words, for a row without room for the sentence; None if there are none.
    pub short: Option<Cow<'static, str>>,
    /// Its fix; None if only a person can choose the right value.
    pub fix: Option<Fix>,
}

impl Problem {
    /// config.json is currently unusable; `why` says why.
    pub fn unusable(why: &str) -> Self {
        let sentence = format!("{why}. {}.", words::SAVING_IS_OFF);
        Self::new(Severity::Error, Location::UnusableFile, sentence)
    }

    /// What is left to do for a connection without problems, such as storing its key in the field
    /// at a path. The command `check` does not report it.
    pub(crate) fn to_do(id: ConnectionId, sentence: String, path: &str) -> Self {
        Self::new(Severity::Warning, Location::Connection(id), sentence).in_field(path)
    }

    fn new(severity: Severity, location: Location, sentence: String) -> Self {
        // The sentence quotes the files' contents.
        let left_out = match without_keys(&sentence) {
            Cow::Owned(shown) => Some(shown),
            Cow::Borrowed(_) => None,
        };
        Self::redacted(severity, location, left_out.unwrap_or(sentence))
    }

    /// Like [`Self::new`], for a sentence with quotes already redacted.
    const fn redacted(severity: Severity, location: Location, sentence: String) -> Self {
        Self { severity, location, field: None, sentence, short: None, fix: None }
    }

    /// Attaches a field, if the form of an existing connection can change it.
    fn in_field(mut self, path: &str) -> Self {
        let field = FIELDS.iter().chain(SECRET_FIELDS).find(|field| field.path == path);
        let can_change = |field: &&Field| field.is_editable() && !matches!(field.kind, Kind::Slug);
        self.field = field.filter(can_change).map(|field| field.path);
        self
    }

    fn in_short(mut self, short: impl Into<Cow<'static, str>>) -> Self {
        self.short = Some(short.into());
        self
    }

    fn fixed_by(mut self, fix: Option<(String, Edit)>) -> Self {
        self.fix = fix.map(|(label, edit)| Fix { label, edit });
        self
    }
}

impl Settings {
    /// The display name of a location.
    pub fn name_of(&self, location: &Location) -> String {
        match location {
            Location::File | Location::UnusableFile => "config.json".to_owned(),
            Location::Credentials => "credentials.enc".to_owned(),
            Location::Default(setting) => format!("Default {}", setting.label().to_lowercase()),
            Location::Switch(switch) => switch.label().to_owned(),
            Location::Workspace(root, _) => {
                let found = self.workspace(root);
                found.map_or_else(|| redacted_text(root), |w| w.name().into_owned())
            }
            Location::Connection(id) => self.name_of_connection(id),
        }
    }

    /// All problems, the most severe first, then in display order. `now_ms` is in milliseconds since
    /// the epoch, for fixes that set a timestamp.
    pub fn problems(&self, now_ms: u64) -> Vec<Problem> {
        let mut found = Vec::new();
        self.find_file_problems(now_ms, &mut found);
        found.extend(self.problem_of_credentials());
        self.find_moved_credentials(&mut found);
        found.extend(self.problem_of_default());
        found.extend(self.problem_of_default_login(now_ms));
        for workspace in self.workspaces() {
            found.extend(self.problems_of_workspace(workspace, now_ms));
        }
        let variables = self.environment().variables();
        let mut seen = (Starts::of(self), CheckedFixes::default());
        for position in self.display_order() {
            self.find_connection_problems(position, (now_ms, &variables), &mut seen, &mut found);
            self.find_login_problems(position, now_ms, &mut found);
            self.find_unused_credentials(position, &mut found);
        }
        found.extend(Switch::ALL.into_iter().filter_map(|s| self.problem_of_switch(s)));
        found.sort_by_key(|d| d.severity);
        found
    }
}
