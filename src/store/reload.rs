//! Picking up changes that other programs made on disk.

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

/// The result of reading a file again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reload {
    /// Nothing new.
    Same,
    /// Another program changed the file, and the settings are the new ones.
    Changed,
    /// The file cannot be used now, and the settings are the previous ones. It may be half-written:
    /// config.json counts as unusable only once a read is final ([`Store::unreadable`]).
    Unreadable,
}

/// Whether config.json has changed.
pub(super) enum Reread {
    Same,
    New,
}

impl Store {
    /// Reads config.json again, since another program may have changed it. A file that was readable
    /// before and is not now is in doubt, unless `is_final`.
    pub fn reload(&mut self, is_final: bool) -> Reload {
        // A file that disappears may only be in the middle of being replaced.
        let is_gone = || matches!(self.paths.config().try_exists(), Ok(false));
        if !is_final && self.config != Content::Missing && self.unreadable.is_none() && is_gone() {
            return Reload::Unreadable;
        }
        let was_unreadable = self.unreadable.take().map(|why| why.to_string());
        match self.load() {
            Ok(Reread::Same) if was_unreadable.is_none() => Reload::Same,
            Ok(_) => Reload::Changed,
            Err(why) => {
                let same = was_unreadable == Some(why.to_string());
                if is_final || was_unreadable.is_some() {
                    self.unreadable = Some(why);
                }
                if same { Reload::Same } else { Reload::Unreadable }
            }
        }
    }

    /// Takes over the workspaces' own files from the first read, by root path. A file read since
    /// then stays as it was read then.
    pub fn take_workspaces(&mut self, files: Vec<(String, WorkspaceFile)>) {
        for (root, file) in files {
            let found = self.settings.workspace(&root);
            if found.is_some_and(|w| matches!(w.file, WorkspaceFile::Unread)) {
                self.settings.set_workspace_file(&root, &file);
            }
        }
    }

    /// Reads a workspace's own file again, by root path. As with [`Self::reload`], a file that was
    /// readable before and is not now is in doubt, unless `is_final`; a final read is a change like
    /// any other.
    pub(crate) fn reload_workspace(&mut self, root_path: &str, is_final: bool) -> Reload {
        let Some(workspace) = self.settings.workspace(root_path) else {
            return Reload::Same;
        };
        let path = self.paths.workspace_config(root_path);
        let read = file::read_workspace_once(&path, disk::read(&path)).found();
        match (&workspace.file, &read) {
            (before, after) if before == after => Reload::Same,
            (WorkspaceFile::Read(_), WorkspaceFile::Unusable(_)) if !is_final => Reload::Unreadable,
            _ => {
                self.settings.set_workspace_file(root_path, &read);
                Reload::Changed
            }
        }
    }

    /// Reads the credentials and the environment again. As with [`Self::reload`], unusable
    /// credentials are in doubt, unless `is_final`.
    pub fn reload_credentials(&mut self, is_final: bool) -> Reload {
        self.settings.set_environment(Arc::new(self.found_in_environment()));
        let vault = self.vault();
        let read = self.assess(vault);
        // A file that disappears may only be in the middle of being replaced.
        let gone = |before: &Credentials| {
            matches!(before, Credentials::Known(all) if !all.is_empty())
                && self.has_no_credentials()
        };
        match (self.settings.credentials(), &read) {
            (before, after) if before == after => Reload::Same,
            (before, _) if !is_final && gone(before) => Reload::Unreadable,
            (Credentials::Known(_) | Credentials::Unread, Credentials::Unusable { .. })
                if !is_final =>
            {
                Reload::Unreadable
            }
            (before, _) => {
                self.shared |= matches!(before, Credentials::Known(_));
                self.settings.set_credentials(Arc::new(read));
                Reload::Changed
            }
        }
    }

    /// Records which `rtk` is available.
    pub(crate) fn take_rtk(&mut self, rtk: Rtk) {
        self.settings.set_rtk(rtk);
    }

    /// Takes over what is known about the sessions.
    pub fn take_sessions(&mut self, sessions: Arc<Sessions>) {
        self.settings.set_sessions(sessions);
    }

    /// Reads an unusable config.json again, and waits: another program may be writing it.
    pub(crate) fn settle_config(&mut self) {
        if self.unreadable.as_ref().is_some_and(Unreadable::may_pass) {
            match file::load_config(&self.paths.config()) {
                Ok((content, settings)) => self.take_config(content, settings),
                Err(why) => self.unreadable = Some(why),
            }
        }
    }

    /// Reads the workspaces' own files, the sessions and the credentials, and waits for all of it.
    /// Half-written files are read again.
    pub fn read_all(&mut self) {
        let listed = self.settings.workspaces().iter();
        let roots: Vec<String> = listed.map(|w| w.root_path.clone()).collect();
        let files = read_all::read_workspaces(&self.paths, &roots);
        self.take_workspaces(files);
        let sessions = read_all::read_sessions(&self.paths, &roots);
        self.take_sessions(sessions.into());
        self.settings.set_environment(Arc::new(self.found_in_environment()));
        let vault = self.settled_vault();
        let known = self.assess(vault);
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
        // This program's own writes are already known here.
        self.shared |= self.config != Content::Missing;
        self.config = content;
        self.good_at = SystemTime::now();
        self.unreadable = None;
    }

    fn found_in_environment(&self) -> Environment {
        let of_this_process = self.keys.are_of_this_machine();
        environment::inspect(self.paths.home.as_deref(), of_this_process)
    }
}
