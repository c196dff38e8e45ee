//! `midstream`

use llm_connections::cli::messages::DRY_RUN;
use llm_connections::settings::connection::midstream::MidStream::{Queue, Steer};
use llm_connections::settings::edit::messages::{StateChange, mid_stream_sentence};

use crate::commands::harness::Tree;

#[test]
fn midstream_prints_or_sets_the_mode() {
    let now = |mode| mid_stream_sentence("“Work”", 1, mode, StateChange::Changed);
    let already = |mode| mid_stream_sentence("“Work”", 1, mode, StateChange::Unchanged);
    let tree = Tree::new();
    assert_eq!(tree.run(&["midstream", "work"]).done().out, "steer\n");
    tree.run(&["midstream", "work", "steer"]).done().prints(already(Steer));
    assert!(tree.connection("work").get("midStreamBehavior").is_none());
    tree.run(&["midstream", "work", "queue"])
        .done()
        .prints(format!("{}\n", now(Queue)))
        .prints("midStreamBehavior: — → queue");
    // The same words where `set` does it, and for programs.
    let set = ["set", "work", "midStreamBehavior=queue"];
    tree.run(&set).done().prints(already(Queue));
    let json = tree.run(&[&set[..], &["--json"]].concat()).done().json();
    assert_eq!(json["label"], already(Queue));
    tree.run(&["set", "work", "midStreamBehavior=steer"]).done().prints(now(Steer));
    tree.run(&["midstream", "work", "queue", "--dry-run"])
        .done()
        .prints(format!("{DRY_RUN}{}", now(Queue)));
    tree.run(&["midstream", "work", "queue"]).done();
    assert_eq!(tree.run(&["midstream", "work", "--json"]).done().json()["midStream"], "queue");
    let later = tree.run(&["midstream", "work", "later"]).misused("queue");
    assert!(later.err.contains("steer") && !later.err.contains("similar"), "{}", later.err);
    tree.run(&["midstream", "work", "quue"]).misused("similar value exists: 'queue'");
}
