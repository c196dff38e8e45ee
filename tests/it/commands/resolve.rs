//! `resolve`

use crate::commands::harness::Tree;
use llm_connections::cli::messages;

#[test]
fn it_says_which_connection_is_used_and_which_step_decides() {
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
fn where_nothing_can_be_used_it_fails() {
    assert_eq!(Tree::empty().run(&["resolve"]).code, 1);
}
