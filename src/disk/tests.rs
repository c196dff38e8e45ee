use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::time::Duration;

use super::*;

const WAIT: Duration = Duration::from_millis(20);

/// Replaces the current bytes.
fn replace(path: &Path, new: &[u8]) -> Committed {
    let lock = lock(path, WAIT).expect("free");
    let old = lock.read().expect("readable");
    let target = FileTarget::new(&lock, old.as_deref(), new);
    commit(&[target]).expect("replaced")
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_replaced_file_keeps_its_mode_and_leaves_nothing_beside_it_but_the_lock() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("f.json");
    fs::write(&path, "old").expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("set");
    replace(&path, b"new");
    assert_eq!(fs::read(&path).expect("there"), b"new");
    assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o640);
    assert_eq!(names(folder.path()), [".f.json.lock", "f.json"]);
}

#[test]
fn a_new_file_is_its_owners_alone_and_missing_folders_are_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a/b/f.json");
    assert!(read(&path).expect("no error").is_none());
    replace(&path, b"x");
    assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_link_is_followed_and_stays_a_link() {
    let folder = tempfile::tempdir().expect("a folder");
    let (real, link) = (folder.path().join("real.json"), folder.path().join("link.json"));
    fs::write(&real, "old").expect("written");
    symlink(&real, &link).expect("linked");
    replace(&link, b"new");
    assert_eq!(fs::read_link(&link).expect("still a link"), real);
    assert_eq!(fs::read(&real).expect("there"), b"new");
}

#[test]
fn a_dangling_link_a_folder_and_a_huge_file_are_refused_as_what_they_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let message = |path: &Path| read(path).expect_err("not readable").to_string();
    let link = folder.path().join("link");
    symlink("/nowhere/at/all", &link).expect("linked");
    assert!(message(&link).ends_with("it is a link to /nowhere/at/all, which does not exist"));
    assert!(message(folder.path()).ends_with("it is a folder"));
    let huge = folder.path().join("huge");
    File::create(&huge).and_then(|f| f.set_len(MAX_BYTES + 1)).expect("sparse");
    assert!(message(&huge).contains("it has 64 MB"), "{}", message(&huge));
}

#[test]
fn first_line_is_read_to_its_end_or_a_limit() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("f.jsonl");
    let line = |bytes: &[u8]| {
        fs::write(&path, bytes).expect("written");
        first_line(&path, 10_000).map_err(|why| why.to_string())
    };
    assert_eq!(line(b"{}\nmore"), Ok(Some(b"{}".to_vec())));
    assert_eq!(line(b"no end"), Ok(Some(b"no end".to_vec())));
    let long = [vec![b'x'; 9_000], b"\n".to_vec()].concat();
    assert_eq!(line(&long), Ok(Some(vec![b'x'; 9_000])));
    assert!(line(&[b'x'; 10_000]).is_err());
    assert_eq!(first_line(&folder.path().join("none"), 10).expect("no error"), None);
    assert!(first_line(folder.path(), 10).is_err());
}

#[test]
fn held_lock_is_awaited_then_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("f");
    let held = lock(&path, WAIT).expect("free");
    let message = lock(&path, WAIT).expect_err("held").to_string();
    assert!(message.contains("another program has held"), "{message}");
    drop(held);
    lock(&path, WAIT).expect("free again");
}

#[test]
fn leftovers_of_a_crash_are_removed_at_the_next_lock() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("f.json");
    fs::write(folder.path().join(".f.json.abc.llm-connections.tmp"), "half").expect("written");
    fs::write(folder.path().join("f.json.tmp"), "somebody else's").expect("written");
    drop(lock(&path, WAIT).expect("free"));
    assert_eq!(names(folder.path()), [".f.json.lock", "f.json.tmp"]);
}
