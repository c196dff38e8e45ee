//! `midstream`

use crate::harness::Tree;

#[test]
fn it_prints_the_mode_in_effect_or_sets_it() {
    let tree = Tree::new();
    assert_eq!(tree.run(&["midstream", "work"]).done().out, "steer\n");
    tree.run(&["midstream", "work", "steer"]).done().prints("Nothing changes");
    assert!(tree.connection("work").get("midStreamBehavior").is_none());
    tree.run(&["midstream", "work", "queue"]).done().prints("midStreamBehavior: — → queue");
    assert_eq!(tree.run(&["midstream", "work", "--json"]).done().json()["midStream"], "queue");
    tree.run(&["midstream", "work", "later"]).misused("queue");
}
