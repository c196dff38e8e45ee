//! `duplicate`

use crate::commands::harness::Tree;
use llm_connections::cli::messages;

#[test]
fn duplicate_has_the_next_free_slug_and_its_key_only_on_request() {
    let tree = Tree::new();
    tree.run_with(&["secret", "set", "work"], "gsk_1").done();
    tree.run(&["duplicate", "work"]).done().prints("note: without its key");
    tree.run(&["duplicate", "work", "--with-secrets"])
        .done()
        .prints("Duplicated “Work” and its key as “Work copy” (work-3)\n");
    for (slug, authenticated) in [("work-2", false), ("work-3", true)] {
        assert_eq!(tree.connection(slug)["name"], "Work copy");
        let json = tree.run(&["show", slug, "--json"]).done().json();
        assert_eq!(json["authenticated"], authenticated);
    }
    let json = tree.run(&["duplicate", "work", "--json"]).done().json();
    assert_eq!(json["added"][0], "work-4");
    tree.run(&["duplicate", "nothing"]).refused(messages::unknown_connection("nothing", []));
}
