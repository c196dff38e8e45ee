//! Taking up what other programs have changed on the disk.

use std::sync::Arc;
use std::time::SystemTime;

use super::file::{Content, Unreadable};
use super::{Store, file, read_all};
use crate::disk;
use crate::settings::credential::Credentials;
use crate::settings::credential::environment::Environment;
use crate::settings::workspace::performance::Rtk;
use crate::settings::workspace::session::Sessions;
use crate::settings::{Settings, WorkspaceFile};
use crate::system::environment;

/// What was found when a file was read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reload {
    /// Nothing new.
    Same,
    /// Another program changed the file, and the settings are the new ones.
    Changed,
    /// The file cannot be used now, and the settings are the ones before. It may be half written:
    /// config.json counts as unusable only once that is settled ([`Store::unreadable`]).
    Unreadable,
}

/// Whether config.json has changed.
pub(super) enum Reread {
    Same,
    New,
}

impl Store {
    /// Reads config.json again, as another program may have changed it. What cannot be read though
    /// it could be before is in doubt, unless that is `settled`.
    pub fn reload(&mut self, settled: bool) -> Reload {
        // Between its going and its coming back another program may only be putting a new one in
        // its place.
        let is_gone = || matches!(self.paths.config().try_exists(), Ok(false));
        if !settled && self.config != Content::Missing && self.unreadable.is_none() && is_gone() {
            return Reload::Unreadable;
        }
        let was_unreadable = self.unreadable.take().map(|why| why.to_string());
        match self.load() {
            Ok(Reread::Same) if was_unreadable.is_none() => Reload::Same,
            Ok(_) => Reload::Changed,
            Err(why) => {
                let same = was_unreadable == Some(why.to_string());
                if settled || was_unreadable.is_some() {
                    self.unreadable = Some(why);
                }
                if same { Reload::Same } else { Reload::Unreadable }
            }
        }
    }

    /// Takes up the workspaces' own files, known by their root paths, as they were first read. A
    /// file that was read since stays as it was read then.
    pub fn take_workspaces(&mut self, files: Vec<(String, WorkspaceFile)>) {
        for (root, file) in files {
            let found = self.settings.workspace(&root);
            if found.is_some_and(|w| matches!(w.file, WorkspaceFile::Unread)) {
                self.settings.set_workspace_file(&root, &file);
            }
        }
    }

    /// Reads the own file of a workspace again, known by its root path.
    /// As with [`Self::reload`], what could be read before and cannot now is in doubt, unless that
    /// is `settled`; a settled one is a change like any other.
    pub fn reload_workspace(&mut self, root_path: &str, settled: bool) -> Reload {
        let Some(workspace) = self.settings.workspace(root_path) else {
            return Reload::Same;
        };
        let path = self.paths.workspace_config(root_path);
        let now = file::read_workspace_once(&path, disk::read(&path)).found();
        match (&workspace.file, &now) {
            (before, now) if before == now => Reload::Same,
            (WorkspaceFile::Read(_), WorkspaceFile::Unusable(_)) if !settled => Reload::Unreadable,
            _ => {
                self.settings.set_workspace_file(root_path, &now);
                Reload::Changed
            }
        }
    }

    /// Reads the credentials again, and what the environment has. As with
    /// [`Self::reload`], what cannot be used now is in doubt, unless that is `settled`.
    pub fn reload_credentials(&mut self, settled: bool) -> Reload {
        self.settings.set_environment(Arc::new(self.found_in_environment()));
        let vault = self.vault();
        let now = self.known_of(vault);
        // Between its going and its coming back another program may only be putting a new one in
        // its place.
        let gone = |before: &Credentials| {
            matches!(before, Credentials::Known(all) if !all.is_empty())
                && self.has_no_credentials()
        };
        match (self.settings.credentials(), &now) {
            (before, now) if before == now => Reload::Same,
            (before, _) if !settled && gone(before) => Reload::Unreadable,
            (Credentials::Known(_) | Credentials::Unread, Credentials::Unusable { .. })
                if !settled =>
            {
                Reload::Unreadable
            }
            (before, _) => {
                self.shared |= matches!(before, Credentials::Known(_));
                self.settings.set_credentials(Arc::new(now));
                Reload::Changed
            }
        }
    }

    /// Takes up which `rtk` there is.
    pub fn take_rtk(&mut self, rtk: Rtk) {
        self.settings.set_rtk(rtk);
    }

    /// Takes up what is known of the sessions.
    pub fn take_sessions(&mut self, sessions: Arc<Sessions>) {
        self.settings.set_sessions(sessions);
    }

    /// Reads a config.json that cannot be used again, and waits for it: another program may be
    /// writing it.
    pub fn settle_config(&mut self) {
        if self.unreadable.as_ref().is_some_and(Unreadable::may_pass) {
            match file::load_config(&self.paths.config()) {
                Ok((content, settings)) => self.take_config(content, settings),
                Err(why) => self.unreadable = Some(why),
            }
        }
    }

    /// Reads the own files of the workspaces, the sessions and the credentials, and waits for all
    /// of it. Half-written files are read again.
    pub fn read_all(&mut self) {
        let listed = self.settings.workspaces().iter();
        let roots: Vec<String> = listed.map(|w| w.root_path.clone()).collect();
        let files = read_all::read_workspaces(&self.paths, &roots);
        self.take_workspaces(files);
        let sessions = read_all::read_sessions(&self.paths, &roots);
        self.take_sessions(sessions.into());
        self.settings.set_environment(Arc::new(self.found_in_environment()));
        let vault = self.settled_vault();
        let known = self.known_of(vault);
        self.settings.set_credentials(Arc::new(known));
    }

    pub(super) fn load(&mut self) -> Result<Reread, Unreadable> {
        let path = self.paths.config();
        let bytes = disk::read(&path)?;
        if bytes.as_deref() == self.config.bytes() {
            self.good_at = SystemTime::now();
            return Ok(Reread::Same);
        }
        let (content, settings) = file::config(&path, Ok(bytes))?;
        self.take_config(content, settings);
        Ok(Reread::New)
    }

    pub(super) fn take_config(&mut self, content: Content, settings: Settings) {
        self.settings = settings.with_other_files_of(&self.settings);
        // What this program writes it knows already.
        self.shared |= self.config != Content::Missing;
        self.config = content;
        self.good_at = SystemTime::now();
        self.unreadable = None;
    }

    pub(super) fn found_in_environment(&self) -> Environment {
        let of_this_process = self.keys.are_of_this_machine();
        environment::inspect(self.paths.home.as_deref(), of_this_process)
    }
}
