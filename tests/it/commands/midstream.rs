//! `midstream`

use crate::commands::harness::Tree;
use llm_connections::cli::messages;

#[test]
fn midstream_prints_or_sets_the_mode() {
    let tree = Tree::new();
    assert_eq!(tree.run(&["midstream", "work"]).done().out, "steer\n");
    tree.run(&["midstream", "work", "steer"]).done().prints(messages::NOTHING_CHANGES);
    assert!(tree.connection("work").get("midStreamBehavior").is_none());
    tree.run(&["midstream", "work", "queue"]).done().prints("midStreamBehavior: — → queue");
    assert_eq!(tree.run(&["midstream", "work", "--json"]).done().json()["midStream"], "queue");
    let later = tree.run(&["midstream", "work", "later"]).misused("queue");
    assert!(later.err.contains("steer") && !later.err.contains("similar"), "{}", later.err);
    tree.run(&["midstream", "work", "quue"]).misused("similar value exists: 'queue'");
}
