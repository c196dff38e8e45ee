//! `midstream`

use crate::commands::harness::Tree;

#[test]
fn midstream_prints_or_sets_the_mode() {
    let tree = Tree::new();
    assert_eq!(tree.run(&["midstream", "work"]).done().out, "steer\n");
    tree.run(&["midstream", "work", "steer"])
        .done()
        .prints("“Work” already steers mid-stream messages.");
    assert!(tree.connection("work").get("midStreamBehavior").is_none());
    tree.run(&["midstream", "work", "queue"])
        .done()
        .prints("“Work” now queues mid-stream messages\n")
        .prints("midStreamBehavior: — → queue");
    // The same words where `set` does it, and for programs.
    let set = ["set", "work", "midStreamBehavior=queue"];
    tree.run(&set).done().prints("“Work” already queues mid-stream messages.");
    let json = tree.run(&[&set[..], &["--json"]].concat()).done().json();
    assert_eq!(json["label"], "“Work” already queues mid-stream messages");
    tree.run(&["set", "work", "midStreamBehavior=steer"])
        .done()
        .prints("“Work” now steers mid-stream messages");
    tree.run(&["midstream", "work", "queue", "--dry-run"])
        .done()
        .prints(": “Work” now queues mid-stream messages");
    tree.run(&["midstream", "work", "queue"]).done();
    assert_eq!(tree.run(&["midstream", "work", "--json"]).done().json()["midStream"], "queue");
    let later = tree.run(&["midstream", "work", "later"]).misused("queue");
    assert!(later.err.contains("steer") && !later.err.contains("similar"), "{}", later.err);
    tree.run(&["midstream", "work", "quue"]).misused("similar value exists: 'queue'");
}
