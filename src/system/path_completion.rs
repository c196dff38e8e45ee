//! A path being typed: its completions, and the content of the file that it names.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use zeroize::Zeroizing;

use crate::settings::credential::service_account::{MAX_BYTES, ServiceAccount};
use crate::settings::secret::Secret;
use crate::system::paths::Paths;
use crate::text::safe::may_be_entered;

/// The most names to offer.
const MAX_OFFERED: usize = 200;

/// A path, and what to find out about it.
#[derive(Clone, Debug)]
pub(crate) struct PathQuery {
    /// As typed: it may begin with `~`.
    pub typed: String,
    /// Whether to read the file that it names, as a service account.
    pub read: bool,
}

/// What was found at a path.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// The requested path.
    pub typed: String,
    /// Its completions, as they would be typed; a folder ends with a slash.
    pub offered: Vec<String>,
    /// The service account in the file, or what is wrong with it; none when there is no file, or it
    /// was not to be read.
    pub account: Option<Result<ServiceAccount, String>>,
}

/// Finds what is at a path, and its completions.
pub(crate) fn complete(paths: &Paths, ask: PathQuery) -> Seen {
    let file = paths.expand(&ask.typed);
    let account = (ask.read && file.is_file()).then(|| read(&file));
    Seen { offered: offered(paths, &ask.typed), account, typed: ask.typed }
}

/// The names in the folder that begin with what was typed. Hidden ones are offered only after a
/// dot.
fn offered(paths: &Paths, typed: &str) -> Vec<String> {
    let Some(slash) = typed.rfind('/') else {
        return if typed == "~" { vec!["~/".to_owned()] } else { Vec::new() };
    };
    let (folder, prefix) = typed.split_at(slash + 1);
    let entries = fs::read_dir(paths.expand(folder)).into_iter().flatten().flatten();
    let matching = entries.filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let hidden = name.starts_with('.') && !prefix.starts_with('.');
        let fits = name.starts_with(prefix) && !hidden && name.chars().all(may_be_entered);
        fits.then(|| (name, entry.path()))
    });
    let mut all: Vec<_> = matching.collect();
    all.sort();
    all.truncate(MAX_OFFERED);
    // Checked only for offered names: a folder may hold very many.
    let typed = all.into_iter().map(|(name, path)| {
        let end = if path.is_dir() { "/" } else { "" };
        format!("{folder}{name}{end}")
    });
    typed.collect()
}

fn read(file: &Path) -> Result<ServiceAccount, String> {
    let unreadable = |why: &str| Err(format!("Can't read it: {why}."));
    // One byte more than allowed, and allocated at once: a growing string leaves copies behind.
    let mut text = Zeroizing::new(String::with_capacity(MAX_BYTES + 2));
    let opened = File::open(file).and_then(|file| {
        let limit = u64::try_from(MAX_BYTES + 1).unwrap_or(u64::MAX);
        file.take(limit).read_to_string(&mut text)
    });
    match opened {
        Err(error) => unreadable(&error.to_string()),
        Ok(length) if length > MAX_BYTES => unreadable("it is too large for a service account"),
        Ok(_) => ServiceAccount::parse(Secret::new(text)),
    }
}

/// The longest common prefix of some texts.
pub(crate) fn common_prefix(all: &[String]) -> &str {
    let Some((first, rest)) = all.split_first() else {
        return "";
    };
    let mut length = first.len();
    for other in rest {
        let same = first.char_indices().zip(other.chars());
        let end = same.take_while(|((_, a), b)| a == b).last();
        length = length.min(end.map_or(0, |((at, c), _)| at + c.len_utf8()));
    }
    &first[..length]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(home: &Path) -> Paths {
        Paths {
            config_dir: home.to_owned(),
            home: Some(home.to_owned()),
            state_dir: home.to_owned(),
        }
    }

    fn seen(home: &Path, typed: &str) -> Seen {
        let ask = PathQuery { typed: typed.to_owned(), read: true };
        complete(&paths(home), ask)
    }

    #[test]
    fn typed_path_is_completed_from_its_folder() {
        let home = tempfile::tempdir().expect("a folder");
        for name in ["key.json", "keys/prod.json", "keys/prod-2.json", ".hidden", "ünï"] {
            let file = home.path().join(name);
            fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            fs::write(file, "x").expect("written");
        }
        let offered = |typed: &str| seen(home.path(), typed).offered;
        assert_eq!(offered("~/"), ["~/key.json", "~/keys/", "~/ünï"]);
        assert_eq!(offered("~/key"), ["~/key.json", "~/keys/"]);
        assert_eq!(offered("~/."), ["~/.hidden"]);
        assert_eq!(offered("~/keys/p"), ["~/keys/prod-2.json", "~/keys/prod.json"]);
        assert_eq!(offered("~"), ["~/"]);
        assert!(offered("~/nothing/x").is_empty() && offered("").is_empty());
    }

    #[test]
    fn common_prefix_ends_at_a_character_boundary() {
        let common = |all: &[&str]| {
            let all: Vec<String> = all.iter().map(|text| (*text).to_owned()).collect();
            common_prefix(&all).to_owned()
        };
        assert_eq!(common(&["~/prod-2", "~/prod."]), "~/prod");
        assert_eq!(common(&["üa", "üb"]), "ü");
        assert_eq!(common(&["only"]), "only");
        assert_eq!(common(&[]), "");
        assert_eq!(common(&["a", "b"]), "");
    }

    #[test]
    fn a_file_is_read_as_a_service_account_and_else_refused_as_what_it_is() {
        let home = tempfile::tempdir().expect("a folder");
        let account = |text: &[u8]| {
            fs::write(home.path().join("k"), text).expect("written");
            seen(home.path(), "~/k").account.expect("it is a file")
        };
        let good = br#"{"type": "service_account", "project_id": "p", "private_key": "x", "client_email": "e"}"#;
        assert_eq!(account(good).expect("good").project, "p");
        assert!(account(b"{}").is_err());
        assert!(account(b"\xff").expect_err("no text").contains("Can't read it"));
        let large = vec![b' '; MAX_BYTES + 1];
        assert!(account(&large).expect_err("too large").contains("too large"));
        assert!(seen(home.path(), "~/none").account.is_none());
        assert!(seen(home.path(), "~/").account.is_none());
    }
}
