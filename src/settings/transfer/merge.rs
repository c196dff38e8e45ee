//! What an export changes in the settings: new connections are added, equal ones skipped, and
//! different ones left alone unless requested otherwise.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::document::{ExportDocument, WorkspaceOverrides};
use super::words;
use super::{Conflict, FieldDifference};
use crate::settings::connection::fields::{FIELDS, Role};
use crate::settings::connection::object::Connection;
use crate::settings::edit::diff::shown_at;
use crate::settings::edit::{Edit, ImportEdit, ImportedConnection, import_problems};
use crate::settings::redact::redacted_text;
use crate::settings::workspace::defaults::Setting;
use crate::settings::{ConnectionId, Settings, Workspace};

/// What to do with a connection if a different one has its slug.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnConflict {
    /// Leave the existing one.
    #[default]
    Keep,
    /// Replace the existing one.
    Replace,
    /// Add it under the next free slug.
    Rename,
}

/// Which workspace overrides to import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overrides {
    /// All of them; if specific connections are wanted, only those that refer to one of these.
    #[default]
    OfWanted,
    All,
    None,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct MergeOptions<'a> {
    /// The slugs of the wanted connections; None means all.
    pub only: Option<&'a [String]>,
    pub on_conflict: OnConflict,
    pub overrides: Overrides,
    /// Whether to also set the defaults for new chats.
    pub set_default: bool,
    /// In milliseconds since the epoch.
    pub now_ms: u64,
}

/// What an import does, and what it leaves alone.
#[derive(Default)]
pub struct Merge {
    /// The edit; None if nothing changes.
    pub edit: Option<Edit>,
    /// The slugs of existing connections that are equal.
    pub equal: Vec<String>,
    /// The connections that get another slug: the one in the file, and the new one.
    pub renamed: Vec<(String, String)>,
    /// Differences that were left alone.
    pub conflicts: Vec<Conflict>,
    /// The names of workspaces that do not exist here.
    pub missing_workspaces: Vec<String>,
    /// Other skipped parts, in sentences.
    pub left_out: Vec<String>,
    /// What a person must agree to, in sentences: stored credentials that would go to another host.
    pub risks: Vec<String>,
    /// Additional notes.
    pub notes: Vec<String>,
}

impl ExportDocument {
    /// The changes to the settings.
    ///
    /// # Errors
    /// Everything that is wrong with the wanted connections, in sentences.
    pub(crate) fn merge(
        &self,
        settings: &Settings,
        options: &MergeOptions<'_>,
    ) -> Result<Merge, Vec<String>> {
        let wanted: Vec<&Connection> = self.wanted(options.only)?;
        let invalid: Vec<String> = wanted.iter().flat_map(|c| describe_problems(c)).collect();
        if !invalid.is_empty() {
            return Err(invalid);
        }
        let mut merging = Merging {
            working: settings.clone(),
            merge: Merge::default(),
            edit: ImportEdit { connections: Vec::new(), edits: Vec::new() },
            slugs: HashMap::new(),
            options,
        };
        for connection in wanted {
            merging.connection(connection)?;
        }
        for workspace in &self.workspaces {
            merging.workspace(workspace);
        }
        merging.defaults(self)?;
        let Merging { mut merge, edit, .. } = merging;
        let is_any = !edit.connections.is_empty() || !edit.edits.is_empty();
        merge.edit = is_any.then_some(Edit::Import(edit));
        Ok(merge)
    }

    fn wanted(&self, only: Option<&[String]>) -> Result<Vec<&Connection>, Vec<String>> {
        let Some(only) = only else {
            return Ok(self.connections.iter().collect());
        };
        let slugs = || self.connections.iter().map(Connection::slug);
        let unknown = only.iter().filter(|slug| slugs().all(|other| other != slug.as_str()));
        let unknown: Vec<String> =
            unknown.map(|slug| words::not_in_file(&redacted_text(slug), slugs())).collect();
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let is_wanted = |c: &&Connection| only.iter().any(|slug| slug == c.slug());
        Ok(self.connections.iter().filter(is_wanted).collect())
    }
}

/// The problems of a connection in an export, in sentences.
pub fn describe_problems(connection: &Connection) -> Vec<String> {
    let slug = redacted_text(connection.slug());
    let problems = import_problems(connection).into_iter();
    problems.map(|why| words::invalid_connection(&slug, &why)).collect()
}

/// A merge in progress, with the settings after the decisions so far.
struct Merging<'a> {
    working: Settings,
    merge: Merge,
    edit: ImportEdit,
    /// Maps slugs in the file to slugs here.
    slugs: HashMap<String, String>,
    options: &'a MergeOptions<'a>,
}

impl Merging<'_> {
    fn connection(&mut self, connection: &Connection) -> Result<(), Vec<String>> {
        let slug = connection.slug().to_owned();
        self.slugs.insert(slug.clone(), slug.clone());
        let Some(here) = self.working.connection(&ConnectionId::first(&*slug)).cloned() else {
            return self.take(connection.clone(), None);
        };
        let fields = differences(&here, connection);
        if fields.is_empty() {
            self.merge.equal.push(slug);
            return Ok(());
        }
        match self.options.on_conflict {
            OnConflict::Replace => {
                if let Some(why) = self.working.why_not_editable(&ConnectionId::first(&*slug)) {
                    return Err(vec![words::invalid_connection(&slug, &why.to_string())]);
                }
                self.take(connection.clone(), Some(here))
            }
            OnConflict::Rename => {
                let is_copy = |other: &&Arc<Connection>| {
                    let renamed = connection.clone().with("slug", Some(other.slug().into()));
                    differences(other, &renamed).is_empty()
                };
                if let Some(copy) = self.working.connections().iter().find(is_copy) {
                    self.slugs.insert(slug, copy.slug().to_owned());
                    self.merge.equal.push(copy.slug().to_owned());
                    return Ok(());
                }
                let free = self.working.free_slug_like(&slug);
                self.slugs.insert(slug.clone(), free.clone());
                self.merge.renamed.push((slug, free.clone()));
                self.take(connection.clone().with("slug", Some(free.into())), None)
            }
            OnConflict::Keep => {
                self.merge.conflicts.push(Conflict { name: slug, is_workspace: false, fields });
                Ok(())
            }
        }
    }

    fn take(
        &mut self,
        connection: Connection,
        replaces: Option<Arc<Connection>>,
    ) -> Result<(), Vec<String>> {
        self.merge.risks.extend(self.risk(&connection, replaces.as_deref()));
        let imported = ImportedConnection { connection, replaces };
        imported.put(&mut self.working).map_err(|why| vec![why.to_string()])?;
        self.edit.connections.push(imported);
        Ok(())
    }

    /// The warning that a stored credential would go to a URL for which it was not entered.
    fn risk(&self, connection: &Connection, before: Option<&Connection>) -> Option<String> {
        let slug = connection.slug();
        let is_stored = !self.working.credentials().kinds_of(slug).is_empty();
        let moves = before.is_none_or(|before| before.exposes_secrets_differently_than(connection));
        (is_stored && moves)
            .then(|| words::credential_goes_along(slug, connection.host_or_provider()))
    }

    fn workspace(&mut self, overrides: &WorkspaceOverrides) {
        let of_wanted = |(setting, value): &(Setting, String)| {
            *setting == Setting::Connection && self.slugs.contains_key(value)
        };
        let is_wanted = match self.options.overrides {
            Overrides::All => true,
            Overrides::None => false,
            Overrides::OfWanted => {
                self.options.only.is_none() || overrides.values.iter().any(of_wanted)
            }
        };
        if !is_wanted {
            return;
        }
        let Some(workspace) = find_workspace(&self.working, overrides) else {
            self.merge.missing_workspaces.push(redacted_text(&overrides.name));
            return;
        };
        let (root, name) = (workspace.root_path.clone(), workspace.name().into_owned());
        if let Some(why) = workspace.why_not_editable() {
            self.merge.left_out.push(words::workspace_unusable(&name, &why));
            return;
        }
        let mut fields = Vec::new();
        for (setting, value) in &overrides.values {
            match self.set_override(&root, *setting, value) {
                Ok(differs) => fields.extend(differs),
                Err(why) => self.merge.left_out.push(words::workspace_unusable(&name, &why)),
            }
        }
        if !fields.is_empty() {
            self.merge.conflicts.push(Conflict { name, is_workspace: true, fields });
        }
    }

    /// Sets one override of a workspace. Returns the difference if another value stays.
    fn set_override(
        &mut self,
        root: &str,
        setting: Setting,
        value: &String,
    ) -> Result<Option<FieldDifference>, String> {
        let renamed = self.slugs.get(value).filter(|_| setting == Setting::Connection);
        let value = renamed.unwrap_or(value).clone();
        let stored = self.working.workspace(root).and_then(|w| w.stored(setting)).cloned();
        if stored.as_ref().and_then(Value::as_str) == Some(value.as_str()) {
            return Ok(None);
        }
        if stored.is_some() && self.options.on_conflict != OnConflict::Replace {
            return Ok(Some(FieldDifference {
                path: setting.label().to_lowercase(),
                here: shown_at(setting.key(), stored.as_ref()),
                in_file: shown_at(setting.key(), Some(&Value::from(value))),
            }));
        }
        let edit = self.working.override_in(root, setting, Some(&value), self.options.now_ms);
        let edit = Edit::SetOverride(edit);
        edit.apply_to(&mut self.working).map_err(|why| why.to_string())?;
        self.edit.edits.push(edit);
        Ok(None)
    }

    fn defaults(&mut self, document: &ExportDocument) -> Result<(), Vec<String>> {
        let all = self.options.only.is_none() || self.options.overrides != Overrides::OfWanted;
        let own = document.default.as_ref();
        let own = own.filter(|slug| all || self.slugs.contains_key(slug.as_str()));
        let default = own.map(|slug| self.slugs.get(slug).unwrap_or(slug).clone());
        let thinking = document.thinking.as_deref().filter(|_| all);
        if !self.options.set_default {
            let stored = self.working.stored_default();
            let other = default.filter(|slug| stored != Some(slug.as_str()));
            self.merge.notes.extend(other.map(|slug| words::default_stays(&redacted_text(&slug))));
            return Ok(());
        }
        if let Some(slug) = default {
            if self.working.has_slug(&slug) {
                let edit = self.working.make_default(&ConnectionId::first(&*slug));
                self.apply(edit)?;
            } else {
                self.merge.left_out.push(words::default_unknown(&redacted_text(&slug)));
            }
        }
        if let Some(level) = thinking {
            let edit = self.working.choose_thinking(Some(level));
            self.apply(edit)?;
        }
        Ok(())
    }

    /// Adds an edit to the import if it changes something.
    fn apply(&mut self, edit: Edit) -> Result<(), Vec<String>> {
        let before = self.working.root().clone();
        edit.apply_to(&mut self.working).map_err(|why| vec![why.to_string()])?;
        if *self.working.root() != before {
            self.edit.edits.push(edit);
        }
        Ok(())
    }
}

/// The workspace with an id, else the only one with a name.
fn find_workspace<'a>(
    settings: &'a Settings,
    overrides: &WorkspaceOverrides,
) -> Option<&'a Workspace> {
    let all = settings.workspaces();
    let by_id = all.iter().find(|w| !w.id.is_empty() && w.id == overrides.id);
    by_id.or_else(|| {
        let mut named = all.iter().filter(|w| *w.name() == overrides.name);
        named.next().filter(|_| named.next().is_none())
    })
}

/// The fields in which two connections differ, ignoring Craft's usage data.
fn differences(here: &Connection, in_file: &Connection) -> Vec<FieldDifference> {
    let known = FIELDS.iter().filter(|field| field.role != Role::Usage);
    let known = known.map(|field| field.path.to_owned());
    let unknown = here.unknown_keys().map(|(key, _)| key.clone());
    let new = in_file.unknown_keys().map(|(key, _)| key.clone());
    let new: Vec<String> =
        new.filter(|key| here.object().is_none_or(|o| !o.contains_key(key))).collect();
    let paths = known.chain(unknown).chain(new);
    let value = |connection: &Connection, path: &str| {
        // An unknown key may contain a dot.
        let own = connection.object().and_then(|object| object.get(path));
        own.or_else(|| connection.get(path)).cloned()
    };
    let differs = paths.filter_map(|path| {
        let (mine, theirs) = (value(here, &path), value(in_file, &path));
        (mine != theirs).then(|| FieldDifference {
            here: shown_at(&path, mine.as_ref()),
            in_file: shown_at(&path, theirs.as_ref()),
            path: redacted_text(&path),
        })
    });
    differs.collect()
}
