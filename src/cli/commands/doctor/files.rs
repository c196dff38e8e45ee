//! The files: where they are and why, who may read them, whether they can be used.

use std::path::Path;
use std::time::SystemTime;

use super::Subject;
use super::check::Check;
use crate::cli::messages::doctor as messages;
use crate::cli::own_settings_path;
use crate::settings::WorkspaceFile;
use crate::settings::credential::Credentials;
use crate::settings::problems::Severity;
use crate::store::{Paths, Store, milliseconds};
use crate::system::access::FileAccess;
use crate::system::environment::is_set;
use crate::text::age;

/// All checks about the files.
pub(super) fn check(subject: &Subject) -> Vec<Check> {
    let store = match &subject.store {
        Ok(store) => store,
        Err(why) => return vec![Check::bad("config folder", why, messages::SET_FOLDER)],
    };
    let paths = store.paths();
    let mut checks = vec![home(paths), folder(paths, subject.source)];
    checks.push(config(store));
    // The demo's files are in a folder private to this user.
    let own_files = [Some(paths.config()), paths.credentials()].into_iter().flatten();
    let own_files = own_files.filter(|_| !subject.is_demo);
    let access: Vec<Check> = own_files.filter_map(|file| access(&file)).collect();
    checks.extend(connections(store));
    checks.push(credentials(store));
    checks.extend(access);
    checks.push(workspaces(store));
    checks.push(backups(store));
    checks.push(locks(store));
    checks.push(own_config());
    checks
}

fn home(paths: &Paths) -> Check {
    match &paths.home {
        Some(home) if home.is_dir() => {
            let source = if is_set("HOME") { "HOME" } else { messages::ACCOUNT };
            Check::good("home", format!("{} ({source})", home.display()))
        }
        Some(home) => {
            let value = format!("{} {}", home.display(), messages::NOT_FOUND);
            Check::bad("home", value, messages::SET_HOME)
        }
        None => Check::bad("home", messages::NOT_FOUND, messages::SET_HOME),
    }
}

fn folder(paths: &Paths, source: &str) -> Check {
    const LABEL: &str = "config folder";
    let folder = paths.config_dir.as_path();
    let value = format!("{} ({source})", folder.display());
    match FileAccess::read(folder) {
        Err(error) => Check::bad(LABEL, format!("{value}: {error}"), messages::SET_FOLDER),
        Ok(None) => {
            let value = format!("{value} {}", messages::NOT_FOUND);
            Check::warning(LABEL, value, messages::FOLDER_IS_MADE)
        }
        Ok(Some(access)) if access.is_writable_by_others() => {
            let value = format!("{value}, {}", messages::mode(access));
            Check::warning(LABEL, value, messages::chmod("700", folder))
        }
        Ok(Some(access)) => Check::good(LABEL, format!("{value}{}", messages::mode_behind(access))),
    }
}

fn config(store: &Store) -> Check {
    const LABEL: &str = "config.json";
    if let Some(why) = store.unreadable() {
        return Check::bad(LABEL, why.to_string(), messages::FIX_CONFIG);
    }
    if let Some(missing) = store.missing() {
        return Check::warning(LABEL, missing, messages::NO_CONFIG);
    }
    let count = store.settings().connections().len();
    let slug = store.settings().default_position();
    let slug = slug.map(|position| store.settings().connections()[position].slug());
    Check::good(LABEL, messages::connections(count, slug))
}

/// A warning if others have too much access to a file.
fn access(file: &Path) -> Option<Check> {
    const LABEL: &str = "permissions";
    let access = FileAccess::read(file).ok()??;
    let name = file.display();
    if !access.is_mine {
        let value = format!("{name} {}", messages::OTHER_OWNER);
        return Some(Check::warning(LABEL, value, messages::CHANGE_OWNER));
    }
    if !access.is_open_to_others() {
        return access
            .mode
            .map(|_| Check::good(LABEL, format!("{name}{}", messages::mode_behind(access))));
    }
    let value = format!("{name}, {}", messages::mode(access));
    Some(Check::warning(LABEL, value, messages::chmod("600", file)))
}

/// How many problems `check` finds; nothing when there is nothing to check.
fn connections(store: &Store) -> Option<Check> {
    const LABEL: &str = "problems";
    if store.unreadable().is_some() || store.is_missing() {
        return None;
    }
    let problems = store.settings().problems(milliseconds(SystemTime::now()));
    let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    Some(if errors + warnings == 0 {
        Check::good(LABEL, "none")
    } else {
        Check::warning(LABEL, messages::summary(errors, warnings), messages::RUN_CHECK)
    })
}

fn credentials(store: &Store) -> Check {
    const LABEL: &str = "credentials.enc";
    if store.has_no_credentials() {
        return Check::good(LABEL, messages::NO_CREDENTIALS);
    }
    match store.settings().credentials() {
        Credentials::Known(entries) => Check::good(LABEL, messages::opens(entries.len())),
        Credentials::Unusable { why, .. } => Check::bad(LABEL, why, messages::FIX_CREDENTIALS),
        // The credentials are read only if config.json can be used.
        Credentials::Unread => Check::warning(LABEL, messages::NOT_READ, messages::FIX_CONFIG),
    }
}

fn workspaces(store: &Store) -> Check {
    const LABEL: &str = "workspaces";
    let all = store.settings().workspaces();
    let broken =
        all.iter().filter(|workspace| matches!(workspace.file, WorkspaceFile::Unusable(_)));
    let names: Vec<_> = broken.map(|workspace| workspace.name().into_owned()).collect();
    if names.is_empty() {
        return Check::good(LABEL, all.len().to_string());
    }
    let value = messages::unreadable_workspaces(all.len(), &names);
    Check::warning(LABEL, value, messages::RUN_CHECK)
}

fn backups(store: &Store) -> Check {
    let all = store.backups();
    let folder = store.paths().state_dir.join("backups");
    let newest = all.first().and_then(|backup| backup.age(SystemTime::now()));
    let newest = newest.map(age::ago);
    Check::good("backups", messages::backups(all.len(), newest.as_deref(), &folder))
}

fn locks(store: &Store) -> Check {
    const LABEL: &str = "locks";
    let held = store.locked_files();
    if held.is_empty() {
        return Check::good(LABEL, messages::NO_LOCK);
    }
    let each = held.iter().map(|(file, holder)| messages::held(file, holder.pid));
    let value = each.collect::<Vec<_>>().join(", ");
    Check::warning(LABEL, value, messages::WAIT_FOR_LOCK)
}

/// The program's own settings, which no command needs.
fn own_config() -> Check {
    const LABEL: &str = "own settings";
    let file = own_settings_path();
    match file {
        Some(file) if file.is_file() => Check::good(LABEL, file.display().to_string()),
        Some(file) => Check::good(LABEL, format!("none ({})", file.display())),
        None => Check::good(LABEL, "none"),
    }
}
