//! `show`

use crate::harness::Tree;

#[test]
fn it_prints_the_fields_and_what_follows_from_them() {
    let ran = Tree::new().run(&["show", "work"]).done();
    insta::assert_snapshot!(ran.out, @r#"
    name            Work
    slug            work
    providerType    pi
    authType        api_key
    piAuthProvider  groq
    models          ["a","b"]
    defaultModel    a
    createdAt       1
    kept            {"x":1}
    isDefault       yes
    authenticated   no
    usable          no
    midStream       steer
    "#);
}

#[test]
fn as_json_it_is_one_of_the_objects_of_list() {
    let tree = Tree::new();
    let list = tree.run(&["list", "--json"]).done().json();
    assert_eq!(tree.run(&["show", "home", "--json"]).done().json(), list[1]);
}

#[test]
fn a_slug_that_there_is_not_is_told_with_the_nearest_one() {
    let tree = Tree::new();
    tree.run(&["show", "wrok"]).refused("There is no connection wrok; did you mean work?");
    tree.run(&["show", "zzz"]).refused("the command list shows them all");
    tree.run(&["show"]).misused("<SLUG>");
}
