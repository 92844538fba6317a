//! The client forwards every area of the generated crate.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

/// The names in the `[features]` of a manifest.
fn features(manifest: &str) -> Vec<&str> {
    let (_, rest) = manifest.split_once("[features]").unwrap();
    let section = rest.split("\n[").next().unwrap();
    let names = section.lines().filter_map(|line| line.split_once(" = "));
    names.map(|(name, _)| name).collect()
}

#[test]
fn every_area_can_be_turned_on() {
    let own = include_str!("../Cargo.toml");
    let always = own
        .lines()
        .find(|line| line.starts_with("pvwa-api = "))
        .unwrap();
    let forwarded = features(own);
    let areas = features(include_str!("../../generated/pvwa/Cargo.toml"));
    assert!(areas.len() > 9, "{areas:?}");
    for area in areas {
        let known = ["default", "both-directions"].contains(&area)
            || forwarded.contains(&area)
            || always.contains(&format!("\"{area}\""));
        assert!(known, "client/Cargo.toml does not forward {area}");
    }
}
