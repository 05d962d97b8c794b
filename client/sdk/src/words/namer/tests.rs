//! Values of every unit and form.

use super::*;
use crate::metadata::Metadata;
use crate::{Artifacts, MeteringHandle};
use interfaces::market::Constraints;
use interfaces::metering::LeaseTerms;
use shared::TOKEN;

fn field(unit: Unit, value: Value<()>) -> Field {
    Field { name: "x".into(), type_name: "X".into(), value: value.map_context(|()| unit.context()) }
}

fn show(unit: Unit, value: Value<()>) -> String {
    Namer { symbol: "GRID", ..Namer::default() }.show(&field(unit, value)).replace('\u{202f}', " ")
}

#[test]
fn numbers_are_shown_in_their_unit() {
    for (unit, n, text) in [
        (Unit::Amount, 40_000_000_000_000, "40 GRID"),
        (Unit::Part, 500, "5 %"),
        (Unit::Multiple, 40_000, "4×"),
        (Unit::Duration, 86_400_000, "1d"),
        (Unit::Time, 1_740_960_000_000, "2025-03-03 00:00"),
        (Unit::Number, 12_345, "12345"),
        (Unit::Count, 12_345, "12 345"),
        (Unit::Country, 276, "DE"),
        (Unit::Part, u128::MAX, "340 282 366 920 938 463 463 374 607 431 768 211 455"),
    ] {
        assert_eq!(show(unit, Value::u128(n)), text);
    }
}

#[test]
fn what_is_made_of_parts_is_shown_in_one_line() {
    let none = Value::unnamed_variant("None", []);
    let some = Value::unnamed_variant("Some", [Value::bool(true)]);
    let both = Value::named_composite([("is_open", some), ("payout_ms", none)]);
    assert_eq!(show(Unit::Plain, both.clone()), "is open yes, payout –");
    assert_eq!(show(Unit::Plain, Value::unnamed_composite([both.clone(), both])).matches('(').count(), 2);
    assert_eq!(show(Unit::Plain, Value::unnamed_variant("NotOpen", [])), "not open");
}

#[test]
fn bytes_are_text_if_a_person_can_read_them() {
    for (bytes, text) in [
        (b"https://a.example".as_slice(), "https://a.example"),
        (&[0xff, 0x00], "0xff00"),
        (b"\x1b[2J", "0x1b5b324a"),
        ("a\u{202e}b".as_bytes(), "0x61e280ae62"),
        (b"", "–"),
    ] {
        assert_eq!(show(Unit::Text, Value::from_bytes(bytes)), text);
    }
}

#[test]
fn programs_get_exact_values() {
    let json = |unit, value| Namer::default().json(&field(unit, value));
    assert_eq!(json(Unit::Amount, Value::u128(u128::MAX)), json!(u128::MAX.to_string()));
    assert_eq!(json(Unit::Time, Value::u128(u64::MAX.into())), json!(u64::MAX));
    assert_eq!(json(Unit::Cell, Value::u128(0x831f_1dff_ffff_ffff)), json!("831f1dffffffffff"));
    assert_eq!(json(Unit::Plain, Value::unnamed_variant("None", [])), json!(null));
    assert_eq!(json(Unit::Plain, Value::unnamed_variant("For", [])), json!("For"));
}

#[test]
fn accounts_have_names() {
    let (one, two) = (AccountId::from([1; 32]), AccountId::from([2; 32]));
    let labels = BTreeMap::from([(one, "me".to_owned())]);
    let namer = Namer::default().labelled(&labels).prefixed(0);
    assert_eq!(namer.account(&one), "me");
    assert_eq!(namer.account(&two), show_account_as(&two, 0));
}

#[test]
fn arguments_are_shown_by_name() {
    let metadata = Metadata::load(&Artifacts::load().unwrap()).unwrap();
    let constraints = Constraints { country: Some(276), ..Constraints::up_to(2 * TOKEN) };
    let terms = LeaseTerms {
        class_id: 1,
        units: 10,
        candidates: vec![1, 2],
        constraints,
        session_key: [7; 32],
        deposit: TOKEN / 2,
        until: 1_740_960_000_000,
    };
    let input = MeteringHandle::at(AccountId::from([1; 32])).open(terms).input;
    let call = metadata.call("metering", &input).unwrap();
    let namer = Namer { symbol: "GRID", ..Namer::default() };
    for (path, text) in [
        ("terms.deposit", "0.5 GRID"),
        ("terms.until", "2025-03-03 00:00"),
        ("terms.candidates", "1, 2"),
        ("terms.constraints.max_price", "2 GRID"),
        ("terms.constraints.country", "DE"),
        ("terms.constraints.zone", "–"),
    ] {
        assert_eq!(namer.argument(&call, path).as_deref(), Some(text), "{path}");
    }
    for path in ["amount", "terms.nothing", "terms.deposit.x", ""] {
        assert_eq!(namer.argument(&call, path), None, "{path}");
    }
    let json = namer.json(call.field("terms").unwrap());
    assert_eq!(json["deposit"], (TOKEN / 2).to_string());
    assert_eq!(json["constraints"]["max_price"], (2 * TOKEN).to_string());
    assert_eq!(json["constraints"]["zone"], json!(null));
    assert_eq!(json["candidates"], json!([1, 2]));
    assert_eq!(json["session_key"], format!("0x{}", "07".repeat(32)));
}
