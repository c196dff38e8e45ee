//! The sample tree, copied for one test.
use std::fs;
use std::path::Path;

/// Copies the broken sample tree into a folder: Craft's folder gets the given name, and the
/// workspaces are beside it. Most tests use this one, since it has something of every kind.
pub fn copy_sample(home: &Path, craft_agent: &str) {
    copy_tree("broken", home, craft_agent);
}

/// Copies the healthy sample tree: what `--demo` shows.
pub fn copy_healthy_sample(home: &Path, craft_agent: &str) {
    copy_tree("healthy", home, craft_agent);
}

fn copy_tree(tree: &str, home: &Path, craft_agent: &str) {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/demo").join(tree);
    copy(&sample.join("craft-agent"), &home.join(craft_agent));
    copy(&sample.join("workspaces"), &home.join("workspaces"));
}

/// Points the sample's default, which matches nothing, to the first connection: most tests need a
/// working installation.
pub fn with_a_default(config: &Path) {
    let text = fs::read_to_string(config).expect("the sample");
    let text = text.replace(r#"Connection": "anthropic""#, r#"Connection": "anthropic-api""#);
    fs::write(config, text).expect("written");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("the sample") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::write(&target, fs::read(&path).expect("read")).expect("written");
        }
    }
}
