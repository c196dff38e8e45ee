//! `resolve`

use crate::commands::harness::Tree;
use llm_connections::cli::messages;

#[test]
fn resolve_names_the_connection_and_the_deciding_step() {
    let tree = Tree::new();
    insta::assert_snapshot!(tree.run(&["resolve"]).done().out, @r"
    work (global default)
      Session            not set
      Workspace default  not set
      Global default     decides work
      First in the list  not reached
    ");
    let session = tree.run(&["resolve", "--session", "s1", "--json"]).done();
    insta::assert_snapshot!(session.out);
    tree.run(&["workspace", "Client A", "connection=home"]).done();
    tree.run(&["resolve", "--workspace", "Client A"]).done().prints("home (workspace default)");
    tree.run(&["resolve", "--session", "none"]).refused(messages::unknown_session("none"));
}

#[test]
fn resolve_fails_without_a_usable_connection() {
    assert_eq!(Tree::empty().run(&["resolve"]).code, 1);
}
