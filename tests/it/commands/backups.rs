//! `backups`, `restore`

use std::fs;

use llm_connections::cli::messages;
use llm_connections::settings::edit::UNCHANGED;
use llm_connections::store::RestoreError;

use crate::commands::harness::Tree;

#[test]
fn state_before_the_first_change_is_restored_byte_for_byte() {
    let tree = Tree::new();
    let before = fs::read(tree.config()).expect("read");
    tree.run(&["restore"]).refused(RestoreError::NoneYet.to_string());
    tree.run(&["rename", "work", "Office"]).done();
    let json = tree.run(&["backups", "--json"]).done().json()["backups"].take();
    let name = json[0]["name"].as_str().expect("a name").to_owned();
    tree.run(&["backups"]).done().prints(&name);
    tree.run(&["restore", "--dry-run"]).done().prints("llmConnections[work].name: Office → Work");
    assert_ne!(fs::read(tree.config()).expect("read"), before);
    tree.run(&["restore", &name]).done().prints(messages::restored(&name));
    assert_eq!(fs::read(tree.config()).expect("read"), before);
    // What was replaced can be put back in turn.
    tree.run(&["restore", "--yes"]).done();
    assert_eq!(tree.connection("work")["name"], "Office");
    tree.run(&["restore", "1999"]).refused(RestoreError::None("1999".to_owned()).to_string());
}

#[test]
fn unreadable_config_is_restored_and_the_old_one_kept() {
    let tree = Tree::new();
    let before = fs::read(tree.config()).expect("read");
    tree.run(&["rename", "work", "Office"]).done();
    fs::write(tree.config(), "{ broken").expect("written");
    tree.run(&["list"]).refused("config.json:1:").refused(messages::config_unreadable(""));
    tree.run(&["restore", "--yes"]).done();
    assert_eq!(fs::read(tree.config()).expect("read"), before);
    let kept = tree.files().into_iter().any(|(_, bytes)| bytes == b"{ broken");
    assert!(kept, "what was there is among the backups");
    tree.run(&["backups"]).done().prints(messages::UNREADABLE_BACKUP).prints("work home");
}

#[test]
fn oldest_backup_is_kept_until_it_is_restored() {
    let tree = Tree::new();
    for n in 0..20 {
        tree.run(&["rename", "work", &n.to_string()]).done();
    }
    let json = tree.run(&["backups", "--json"]).done().json()["backups"].take();
    let oldest = json.as_array().expect("a list").last().expect("twenty")["name"].clone();
    let oldest = oldest.as_str().expect("a name");
    tree.run(&["restore", oldest]).done();
    assert_eq!(tree.connection("work")["name"], "Work");
    tree.run(&["restore", oldest]).done().prints(UNCHANGED);
    // Also where the text before an interrupted write is backed up with the present one.
    let copy = format!("{}.llm-connections.old", tree.config().display());
    fs::write(copy, "{}").expect("written");
    fs::write(tree.config(), "half").expect("written");
    tree.run(&["restore", oldest]).done();
    assert_eq!(tree.connection("work")["name"], "Work");
    let kept = tree.run(&["backups", "--json"]).done().json()["backups"].take();
    let kept = kept.as_array().expect("a list");
    assert!(kept.iter().any(|backup| backup["bytes"] == 2), "{kept:?}");
}

#[test]
fn missing_backup_is_reported() {
    let tree = Tree::new();
    tree.run_with(&["secret", "set", "work"], "gsk_1").done();
    tree.run(&["delete", "work", "--yes"]).done();
    tree.run(&["restore", "--yes"]).done().prints(messages::credentials_not_in_backup(&["work"]));
    fs::write(tree.config(), "{ broken").expect("written");
    tree.run(&["restore", "--dry-run"])
        .done()
        .prints(messages::replaces_unreadable_config(&["home".to_owned()]));
}

#[test]
fn newest_readable_backup_is_restored_by_default_and_unreadable_ones_named() {
    let tree = Tree::new();
    let before = fs::read(tree.config()).expect("read");
    tree.run(&["rename", "work", "Office"]).done();
    let json = tree.run(&["backups", "--json"]).done().json()["backups"].take();
    let good = json[0]["path"].as_str().expect("a path").to_owned();
    let folder = std::path::Path::new(&good).parent().expect("a folder");
    for name in ["2999-01-01T00-00-00.000Z", "2999-01-02T00-00-00.000Z"] {
        fs::write(folder.join(format!("{name}.json")), "").expect("written");
    }
    tree.run(&["restore", "2999-01-01T00-00-00.000Z"]).refused("2999-01-01T00-00-00.000Z");
    assert_eq!(tree.connection("work")["name"], "Office");
    tree.run(&["restore", "--yes"])
        .done()
        .prints(messages::skipped_backup("2999-01-02T00-00-00.000Z"))
        .prints(messages::skipped_backup("2999-01-01T00-00-00.000Z"));
    assert_eq!(fs::read(tree.config()).expect("read"), before);
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        fs::write(entry.path(), "{").expect("written");
    }
    tree.run(&["restore"]).refused(RestoreError::NoneUsable.to_string());
}

#[test]
fn without_a_name_and_a_terminal_nothing_is_restored_until_it_is_agreed_to() {
    let tree = Tree::new();
    tree.run(&["rename", "work", "Office"]).done();
    let json = tree.run(&["backups", "--json"]).done().json()["backups"].take();
    let name = json[0]["name"].as_str().expect("a name").to_owned();
    let before = tree.files();
    for arguments in [&["restore"][..], &["restore", "--json"]] {
        let ran = tree
            .run(arguments)
            .refused(messages::ask_to_restore(&format!("{name} (just now)")))
            .refused(messages::NAME_A_BACKUP);
        assert_eq!(ran.out, "");
    }
    assert_eq!(tree.files(), before);
    tree.run(&["restore", "--dry-run"]).done().prints(format!(
        "{}{}",
        messages::DRY_RUN,
        messages::restored(&name)
    ));
    assert_eq!(tree.files(), before);
    tree.run(&["restore", "--yes"]).done().prints(messages::restored(&name));
    assert_eq!(tree.connection("work")["name"], "Work");
}

#[test]
fn the_list_has_the_age_of_each() {
    let tree = Tree::new();
    tree.run(&["rename", "work", "Office"]).done();
    let json = tree.run(&["backups", "--json"]).done().json()["backups"].take();
    let path = std::path::PathBuf::from(json[0]["path"].as_str().expect("a path"));
    fs::copy(&path, path.with_file_name("2020-01-31T12-30-00.000Z.json")).expect("copied");
    let ran = tree.run(&["backups"]).done();
    let ages: Vec<bool> = ran.out.lines().map(|line| line.contains("just now  ")).collect();
    assert_eq!(ages, [false, true, false], "{}", ran.out);
    let last = ran.out.lines().last().expect("a line");
    assert!(last.starts_with("2020-01-31T12-30-00.000Z  ") && last.contains(" d ago"), "{last}");
}
