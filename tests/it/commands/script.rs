//! The script in the README that sets up a server.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::commands::harness::Tree;
use crate::commands::survive::craft_keeps;

#[test]
fn the_script_of_the_readme_sets_up_a_server() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(readme).expect("the README");
    let (_, rest) = readme.split_once("<!-- script -->").expect("the script is marked");
    let (_, rest) = rest.split_once("```sh\n").expect("it is a block");
    let (script, _) = rest.split_once("```").expect("the block ends");
    let tree = Tree::of(
        r#"{"workspaces": [{"id": "w", "name": "Client A", "rootPath": "~/client-a", "createdAt": 1}], "activeWorkspaceId": "w",
            "activeSessionId": null, "llmConnections": []}"#,
    );
    fs::create_dir(tree.path("client-a")).expect("made");
    fs::write(tree.path("client-a/config.json"), "{\"name\": \"Client A\"}").expect("written");
    let program = Path::new(env!("CARGO_BIN_EXE_llm-connections"));
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", program.parent().expect("a folder").display());
    let ran = Command::new("sh")
        .args(["-e", "-u", "-c", script])
        .env_clear()
        .env("PATH", path)
        .env("HOME", tree.path(""))
        .env("XDG_STATE_HOME", tree.path("state"))
        .env("ANTHROPIC_KEY", "sk-ant-PLANTED")
        .output()
        .expect("it runs");
    let err = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{err}");
    let json = tree.json();
    assert_eq!(json["llmConnections"].as_array().map(Vec::len), Some(3));
    assert_eq!(json["defaultLlmConnection"], "anthropic");
    assert_eq!(json["defaultThinkingLevel"], "high");
    assert_eq!(tree.workspace()["defaults"]["defaultLlmConnection"], "local");
    craft_keeps(&json);
    assert_eq!(tree.run(&["secret", "status", "anthropic"]).code, 0);
}
