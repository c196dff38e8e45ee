//! Keys that Craft replaces: by the output of a command, or by the value of an environment
//! variable.

use std::fs;

use llm_connections::cli::messages::replaced_key;
use llm_connections::settings::credential::replacement::Replacement;

use crate::commands::harness::Tree;

/// A variable that every command of these tests has.
const VARIABLE: &str = "CRAFT_CONFIG_DIR";

const COMMAND: &str = "!echo PLANTED";

const REPLACED: [(&str, Replacement); 2] =
    [(COMMAND, Replacement::Command), (VARIABLE, Replacement::Variable)];

#[test]
fn a_key_that_craft_replaces_is_refused_and_not_repeated() {
    let tree = Tree::new();
    let before = tree.files();
    for (key, replacement) in REPLACED {
        // Blanks around a key do not hide what it is.
        for input in [key.to_owned(), format!("  {key} \n")] {
            for extra in [&[][..], &["--json"], &["--dry-run"], &["--yes"]] {
                let all: Vec<&str> =
                    ["secret", "set", "work"].iter().chain(extra).copied().collect();
                let ran = tree.run_with(&all, &input);
                let ran = ran.refused(replaced_key(replacement.describe()));
                assert!(!(ran.out + &ran.err).contains("PLANTED"), "{all:?}");
            }
        }
    }
    assert_eq!(tree.files(), before);
}

#[test]
fn a_key_that_only_resembles_them_is_stored() {
    let tree = Tree::new();
    for key in ["sk-!echo", "NO_SUCH_VARIABLE_OF_THIS_TEST"] {
        tree.run_with(&["secret", "set", "work"], key).done();
        let status = tree.run(&["secret", "status", "work", "--json"]).done().json();
        assert!(status["note"].is_null(), "{key}: {status}");
    }
}

#[test]
fn intended_key_is_stored_and_described_by_status() {
    let tree = Tree::new();
    for (key, replacement) in REPLACED {
        let ran = tree.run_with(&["secret", "set", "work", "--as-command"], key).done();
        assert!(!(ran.out + &ran.err).contains("PLANTED"));
        let ran = tree.run(&["secret", "status", "work", "--json"]).done();
        assert!(!ran.out.contains("PLANTED"), "{}", ran.out);
        assert_eq!(ran.json()["note"], replacement.describe());
        // Neither the text nor what stands in its place is sent to the provider.
        let ran = tree.run(&["validate", "work", "--json"]);
        assert!(ran.out.contains(&replacement.describe_unvalidated()), "{}{}", ran.out, ran.err);
        assert!(!(ran.out + &ran.err).contains("PLANTED"));
    }
}

#[test]
fn claudes_own_program_gets_a_key_as_it_is() {
    let tree = Tree::new();
    let mut config = tree.json();
    config["llmConnections"][0]["providerType"] = "anthropic".into();
    config["llmConnections"][0]["authType"] = "api_key".into();
    let slug = config["llmConnections"][0]["slug"].as_str().expect("a slug").to_owned();
    fs::write(tree.path(".craft-agent/config.json"), config.to_string()).expect("written");
    tree.run_with(&["secret", "set", &slug], COMMAND).done();
}
