//! A thread for what the first frame does not wait for: the workspaces' own files, the session
//! headers, and a watch on all of them and on config.json.

use std::collections::{HashMap, HashSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};

use super::read_all::{read_workspaces, read_workspaces_once};
use super::sessions;
use super::watch::{Watch, WatchEvent, What};
use crate::disk;
use crate::settings::WorkspaceFile;
use crate::settings::workspace::performance::Rtk;
use crate::settings::workspace::session::{SessionFile, Sessions};
use crate::system::craft_lock::LOCK;
use crate::system::craft_process;
use crate::system::craft_process::RunningCraft;
use crate::system::paths::Paths;
use crate::system::rtk;
use crate::vault::{self, Keys};

/// How many headers to read before checking for other work.
const AT_ONCE: usize = 256;

/// What the survey found.
pub enum StoreEvent {
    /// config.json may have changed.
    Config,
    /// The credentials may have changed; their key is already derived.
    Credentials,
    /// The workspaces' own files from the first read, by root path.
    Read(Vec<(String, WorkspaceFile)>),
    /// The own files of these workspaces may have changed.
    Workspaces(Vec<String>),
    /// All sessions, as they are now.
    Sessions(Arc<Sessions>),
    /// The running Craft; none when none is found.
    Craft(Option<RunningCraft>),
    /// Which `rtk` is available.
    Rtk(Rtk),
    /// Something cannot be watched or read.
    WatchFailed(String),
}

/// The handle to the thread. The thread learns the list of workspaces through it, and ends when it
/// is dropped.
pub struct Survey {
    inbox: Sender<Task>,
}

enum Task {
    /// The workspaces, by root path.
    Workspaces(Vec<String>),
    /// Find out whether a Craft is running.
    FindCraft,
    /// The system reports changes.
    WatchEvent(WatchEvent),
    /// The program is shutting down.
    End,
}

impl Survey {
    /// Starts the thread. `notify` is called from it; the thread also derives the `keys` that the
    /// credentials need.
    pub fn start(paths: Paths, keys: Keys, notify: impl Fn(StoreEvent) + Send + 'static) -> Self {
        let (inbox, tasks) = channel();
        let changes = inbox.clone();
        std::thread::spawn(move || {
            let watch = Watch::start(move |change| {
                // The receiver is gone only while the program shuts down.
                let _ = changes.send(Task::WatchEvent(change));
            });
            let surveyor = Surveyor {
                watch: watch.map_err(|why| notify(StoreEvent::WatchFailed(why))).ok(),
                paths,
                notify: Box::new(notify),
                tasks,
                workspaces: HashSet::new(),
                to_unlock: true,
                to_find_rtk: keys.are_of_this_machine(),
                keys,
                to_read: VecDeque::new(),
                to_watch: VecDeque::new(),
                sessions: Arc::default(),
                unpublished: false,
                reported_trouble: HashSet::new(),
            };
            surveyor.run();
        });
        Self { inbox }
    }

    /// Sets the list of workspaces.
    pub fn workspaces(&self, root_paths: Vec<String>) {
        // The thread ends only while the program shuts down.
        let _ = self.inbox.send(Task::Workspaces(root_paths));
    }

    /// Finds out whether a Craft is running, which is slow when there are many processes.
    pub fn find_craft(&self) {
        // The thread ends only while the program shuts down.
        let _ = self.inbox.send(Task::FindCraft);
    }
}

impl Drop for Survey {
    fn drop(&mut self) {
        // The watch also holds a sender to the thread's inbox, so the thread would wait forever.
        let _ = self.inbox.send(Task::End);
    }
}

struct Surveyor {
    paths: Paths,
    keys: Keys,
    notify: Box<dyn Fn(StoreEvent)>,
    tasks: Receiver<Task>,
    /// None when the system would not watch anything.
    watch: Option<Watch>,
    /// Their root paths.
    workspaces: HashSet<Arc<str>>,
    /// The credentials must still be decrypted, or decrypted again. That takes longer than all more
    /// urgent work, and comes after it.
    to_unlock: bool,
    /// Still to find out which `rtk` is available, once and after everything else. The sample
    /// belongs to no machine.
    to_find_rtk: bool,
    /// The sessions still to read.
    to_read: VecDeque<(Arc<str>, String)>,
    /// The sessions still to watch, and to read once more after that: setting up a watch takes ten
    /// times as long as reading a header, so all are read first.
    to_watch: VecDeque<(Arc<str>, String)>,
    sessions: Arc<Sessions>,
    /// The sessions have changed since they were last reported.
    unpublished: bool,
    /// The unwatched paths that have already been reported.
    reported_trouble: HashSet<String>,
}

impl Surveyor {
    fn run(mut self) {
        self.watch_file(&What::Config);
        self.watch_file(&What::Credentials);
        for folder in self.paths.lock_folders() {
            self.watch_file(&What::Lock(folder));
        }
        // The file may have been written between the first read and the start of the watch.
        (self.notify)(StoreEvent::Config);
        disk::sweep(&self.paths.config());
        if let Some(credentials) = self.paths.credentials() {
            disk::sweep(&credentials);
        }
        loop {
            let task = if self.has_work() {
                self.work();
                match self.tasks.try_recv() {
                    Err(TryRecvError::Empty) => continue,
                    other => other.ok(),
                }
            } else if std::mem::take(&mut self.to_find_rtk) {
                (self.notify)(StoreEvent::Rtk(rtk::find()));
                continue;
            } else {
                self.tasks.recv().ok()
            };
            let Some(task) = task else { return };
            // However many changes are waiting, one read sees the latest state.
            let mut changed = HashSet::new();
            let mut next = Some(task);
            while let Some(task) = next {
                match task {
                    Task::End => return,
                    Task::Workspaces(roots) => self.set_workspaces(&roots),
                    Task::FindCraft => self.find_craft(),
                    Task::WatchEvent(WatchEvent::Lost) => {
                        // Folders may have been removed and recreated in the meantime.
                        self.watch.iter_mut().for_each(Watch::forget_all);
                        changed.extend(self.everything());
                    }
                    Task::WatchEvent(WatchEvent::Changed(paths)) => {
                        changed.extend(paths.iter().flat_map(|path| self.concerned(path)));
                    }
                    Task::WatchEvent(WatchEvent::Gone(paths)) => {
                        changed.extend(paths.iter().flat_map(|path| self.concerned(path)));
                        // A recreated folder is a different one, and is not watched.
                        self.forget(&paths);
                    }
                }
                next = self.tasks.try_recv().ok();
            }
            self.inspect(changed);
            if !self.has_work() {
                self.publish_sessions();
            }
        }
    }

    fn find_craft(&self) {
        let (folder, home) = (&self.paths.config_dir, self.paths.home.as_deref());
        (self.notify)(StoreEvent::Craft(craft_process::running(folder, home)));
    }

    fn forget(&mut self, paths: &[PathBuf]) {
        if let Some(watch) = &mut self.watch {
            for path in paths {
                watch.forget(path);
            }
        }
    }

    fn concerned(&self, path: &Path) -> Vec<What> {
        let concerned = self.watch.as_ref().map(|watch| watch.concerned(path));
        let each = concerned.into_iter().flatten();
        // In the sessions' folder every name is a session.
        each.map(|(what, name)| match (what, name) {
            (What::Sessions(root), Some(name)) => What::Session(root, name),
            (what, _) => what,
        })
        .collect()
    }

    fn everything(&self) -> Vec<What> {
        let roots = self.workspaces.iter();
        let all = roots.flat_map(|root| {
            let root = root.to_string();
            [What::Workspace(root.clone()), What::Sessions(root)]
        });
        let locks = self.paths.lock_folders().into_iter().map(What::Lock);
        all.chain([What::Config, What::Credentials]).chain(locks).collect()
    }

    fn inspect(&mut self, changed: HashSet<What>) {
        let (mut workspaces, mut is_craft_wanted) = (Vec::new(), false);
        for what in changed {
            // There are too many sessions to log, and the log itself may be among them: logging a
            // line would be the next change.
            if !matches!(what, What::Session(..) | What::Sessions(_)) {
                log::info!(what:?; "may-have-changed");
            }
            match &what {
                What::Config => {
                    self.watch_file(&what);
                    (self.notify)(StoreEvent::Config);
                }
                What::Credentials => {
                    self.watch_file(&what);
                    self.to_unlock = true;
                }
                What::Lock(_) => {
                    self.watch_file(&what);
                    is_craft_wanted = true;
                }
                What::Workspace(root) => {
                    self.watch_file(&what);
                    workspaces.push(root.clone());
                }
                What::Sessions(root) => self.list_sessions(&root.as_str().into()),
                What::Session(root, name) => {
                    self.to_watch.push_front((root.as_str().into(), name.clone()));
                }
            }
        }
        if is_craft_wanted {
            self.find_craft();
        }
        if !workspaces.is_empty() {
            // A new folder may contain sessions.
            for root in &workspaces {
                self.list_new_sessions(root);
            }
            (self.notify)(StoreEvent::Workspaces(workspaces));
        }
    }

    fn set_workspaces(&mut self, roots: &[String]) {
        let listed: HashSet<Arc<str>> = roots.iter().map(|root| root.as_str().into()).collect();
        let before = std::mem::replace(&mut self.workspaces, listed);
        let gone: HashSet<Arc<str>> = before.difference(&self.workspaces).cloned().collect();
        if !gone.is_empty() {
            Arc::make_mut(&mut self.sessions).remove_workspaces(&gone);
            self.unpublished = true;
        }
        let is_new = |root: &&String| !before.contains(root.as_str());
        let new: Vec<String> = roots.iter().filter(is_new).cloned().collect();
        for root in &new {
            self.watch_file(&What::Workspace(root.clone()));
        }
        if !new.is_empty() {
            let (found, in_doubt) = read_workspaces_once(&self.paths, &new);
            (self.notify)(StoreEvent::Read(found));
            // Usable files do not wait for ones that may be half-written.
            if !in_doubt.is_empty() {
                (self.notify)(StoreEvent::Read(read_workspaces(&self.paths, &in_doubt)));
            }
        }
        for root in &new {
            self.list_sessions(&root.as_str().into());
        }
        self.set_complete(self.to_read.is_empty());
        self.publish_sessions();
        for root in &new {
            disk::sweep(&self.paths.workspace_config(root));
        }
    }

    fn set_complete(&mut self, complete: bool) {
        if self.sessions.complete != complete {
            Arc::make_mut(&mut self.sessions).complete = complete;
            self.unpublished = true;
        }
    }

    fn watch_file(&mut self, what: &What) {
        let file = match what {
            What::Config => self.paths.config(),
            What::Credentials => match self.paths.credentials() {
                Some(file) => file,
                None => return,
            },
            What::Workspace(root) => self.paths.workspace_config(root),
            What::Lock(folder) => folder.join(LOCK),
            What::Sessions(_) | What::Session(..) => return,
        };
        let outcome = self.watch.as_mut().map(|watch| watch.file(&file, what));
        self.report_trouble(outcome);
    }

    fn report_trouble(&mut self, outcome: Option<Result<(), String>>) {
        if let Some(Err(why)) = outcome
            && self.reported_trouble.insert(why.clone())
        {
            (self.notify)(StoreEvent::WatchFailed(why));
        }
    }

    /// Reads all sessions of a workspace, and drops those that are gone.
    fn list_sessions(&mut self, root: &Arc<str>) {
        let folder = sessions::folder(&self.paths.expand(root));
        let what = What::Sessions(root.to_string());
        let outcome = self.watch.as_mut().map(|watch| {
            if folder.is_dir() { watch.all_in(&folder, &what) } else { watch.file(&folder, &what) }
        });
        self.report_trouble(outcome);
        let mut names: HashSet<String> = sessions::names(&folder).into_iter().collect();
        names.extend(self.sessions.folders_of(root));
        let all = names.into_iter().map(|name| (Arc::clone(root), name));
        let all: Vec<(Arc<str>, String)> = all.collect();
        self.to_read.extend(all.iter().cloned());
        self.to_watch.extend(all);
    }

    /// Sessions appear and disappear with their workspace's folder.
    fn list_new_sessions(&mut self, root: &str) {
        let folder = sessions::folder(&self.paths.expand(root));
        let what = What::Sessions(root.to_owned());
        let watched = self.watch.as_ref();
        if !watched.is_some_and(|watch| watch.has_all_in(&folder, &what)) {
            self.list_sessions(&root.into());
        }
    }

    fn has_work(&self) -> bool {
        self.to_unlock || !(self.to_read.is_empty() && self.to_watch.is_empty())
    }

    /// Derives the credentials' key before they are read: it takes tens of milliseconds.
    fn unlock(&mut self) {
        self.to_unlock = false;
        if let Some(file) = self.paths.credentials() {
            // The reader reports an unusable file.
            let _ = vault::read(&file, &self.keys);
        }
        (self.notify)(StoreEvent::Credentials);
    }

    /// Does part of the pending work, and reports the sessions once all are read or watched.
    fn work(&mut self) {
        if self.to_unlock {
            return self.unlock();
        }
        let watching = self.to_read.is_empty();
        let queue = if watching { &mut self.to_watch } else { &mut self.to_read };
        let some = queue.len().min(AT_ONCE);
        let mut by_workspace: HashMap<Arc<str>, Vec<(String, SessionFile)>> = HashMap::new();
        let some: Vec<_> = queue.drain(..some).collect();
        for (root, name) in some {
            // A workspace that is no longer listed is of no interest.
            if !self.workspaces.contains(&root) {
                continue;
            }
            let folder = sessions::folder(&self.paths.expand(&root));
            if watching {
                self.watch_session(&folder, &root, &name);
            }
            let found = sessions::read(&folder, &root, &name);
            if !self.sessions.knows(&root, &name, &found) {
                by_workspace.entry(root).or_default().push((name, found));
            }
        }
        if !by_workspace.is_empty() {
            Arc::make_mut(&mut self.sessions).take_each(by_workspace);
            self.unpublished = true;
        }
        if self.to_read.is_empty() {
            self.set_complete(true);
            self.publish_sessions();
        }
    }

    fn watch_session(&mut self, folder: &Path, root: &Arc<str>, name: &str) {
        let own = folder.join(name);
        if let Some(watch) = &mut self.watch
            && own.is_dir()
        {
            let what = What::Session(root.to_string(), name.to_owned());
            let outcome = watch.file(&own.join(sessions::FILE), &what);
            self.report_trouble(Some(outcome));
        }
    }

    fn publish_sessions(&mut self) {
        if std::mem::take(&mut self.unpublished) {
            (self.notify)(StoreEvent::Sessions(Arc::clone(&self.sessions)));
        }
    }
}
