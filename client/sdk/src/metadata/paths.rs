//! Types of a contract walked: units for the parts of a value, variants of an error, fields of an argument.

use super::unit::Unit;
use scale_info::form::PortableForm;
use scale_info::{Field, PortableRegistry, TypeDef, TypeDefPrimitive};
use scale_value::{Composite, Value, ValueDef};

/// Gives every part of a value its unit. `type_name` and `name` are those of the field that it stands in.
pub(super) fn annotate(
    types: &PortableRegistry,
    value: &mut Value<u32>,
    type_id: u32,
    type_name: &str,
    name: &str,
) {
    let Some(ty) = types.resolve(type_id) else { return };
    value.context = whole(types, type_id, type_name, name).context();
    match (&ty.type_def, &mut value.value) {
        (TypeDef::Composite(composite), ValueDef::Composite(parts)) => {
            fields(types, parts, &composite.fields, type_name, name);
        }
        (TypeDef::Variant(variants), ValueDef::Variant(variant)) => {
            let found = variants.variants.iter().find(|v| v.name == variant.name);
            let inner = inside(type_name);
            found.into_iter().for_each(|v| fields(types, &mut variant.values, &v.fields, inner, name));
        }
        (TypeDef::Sequence(of), ValueDef::Composite(Composite::Unnamed(parts))) => {
            parts.iter_mut().for_each(|v| annotate(types, v, of.type_param.id, inside(type_name), name));
        }
        (TypeDef::Array(of), ValueDef::Composite(Composite::Unnamed(parts))) => {
            parts.iter_mut().for_each(|v| annotate(types, v, of.type_param.id, inside(type_name), name));
        }
        (TypeDef::Tuple(of), ValueDef::Composite(Composite::Unnamed(parts))) => {
            let names: Vec<&str> = split(type_name).collect();
            for (i, (part, ty)) in parts.iter_mut().zip(&of.fields).enumerate() {
                annotate(types, part, ty.id, names.get(i).unwrap_or(&""), name);
            }
        }
        _ => {}
    }
}

/// Gives the fields of a struct or of a variant their units. A field without a name has that of the whole.
fn fields(
    types: &PortableRegistry,
    parts: &mut Composite<u32>,
    fields: &[Field<PortableForm>],
    outer: &str,
    name: &str,
) {
    let of = |field: &Field<PortableForm>| field.type_name.clone().unwrap_or_else(|| outer.to_owned());
    match parts {
        Composite::Named(parts) => {
            for ((name, part), field) in parts.iter_mut().zip(fields) {
                annotate(types, part, field.ty.id, &of(field), name);
            }
        }
        Composite::Unnamed(parts) => {
            for (part, field) in parts.iter_mut().zip(fields) {
                annotate(types, part, field.ty.id, &of(field), name);
            }
        }
    }
}

/// Returns the unit of a value as a whole.
fn whole(types: &PortableRegistry, type_id: u32, type_name: &str, name: &str) -> Unit {
    let Some(ty) = types.resolve(type_id) else { return Unit::Plain };
    let is_byte =
        |id: u32| types.resolve(id).is_some_and(|t| t.type_def == TypeDef::Primitive(TypeDefPrimitive::U8));
    match &ty.type_def {
        TypeDef::Composite(_) => match ty.path.ident().as_deref() {
            Some("AccountId") => Unit::Account,
            Some("Hash") => Unit::Bytes,
            Some("Shares") => Unit::LongCount,
            Some("Slot") => Unit::Slot,
            _ => Unit::Plain,
        },
        TypeDef::Sequence(of) if is_byte(of.type_param.id) => Unit::Text,
        TypeDef::Array(of) if is_byte(of.type_param.id) => Unit::Bytes,
        TypeDef::Primitive(TypeDefPrimitive::Bool | TypeDefPrimitive::Str | TypeDefPrimitive::Char) => {
            Unit::Plain
        }
        TypeDef::Primitive(width) => match (Unit::of(name, type_name), width) {
            (Unit::Count, TypeDefPrimitive::U128) => Unit::LongCount,
            (unit, _) => unit,
        },
        _ => Unit::Plain,
    }
}

/// Returns the type inside `Option<T>`, `Vec<T>` or `[T; N]`.
fn inside(type_name: &str) -> &str {
    let list = type_name.strip_prefix('[').and_then(|t| t.rsplit_once(';')).map(|(of, _)| of);
    let generic = type_name.split_once('<').and_then(|(_, rest)| rest.strip_suffix('>'));
    list.or(generic).unwrap_or("")
}

/// Splits `(A, B)` into its types.
fn split(type_name: &str) -> impl Iterator<Item = &str> {
    let inner = type_name.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or("");
    let mut depth = 0i32;
    inner
        .split(move |c: char| {
            depth += i32::from("<([".contains(c)) - i32::from(">)]".contains(c));
            c == ',' && depth == 0
        })
        .map(str::trim)
}

/// Returns the types of `Ok` and `Err`, if this is a result.
pub(super) fn result(types: &PortableRegistry, type_id: u32) -> Option<(u32, u32)> {
    let ty = types.resolve(type_id)?;
    let TypeDef::Variant(variants) = &ty.type_def else { return None };
    let of = |name: &str| variants.variants.iter().find(|v| v.name == name)?.fields.first().map(|f| f.ty.id);
    (ty.path.ident().as_deref() == Some("Result")).then_some((of("Ok")?, of("Err")?))
}

/// Returns the paths of an error's variants, those of errors inside it included.
pub(super) fn variants(types: &PortableRegistry, type_id: u32) -> Vec<Vec<String>> {
    let Some(TypeDef::Variant(def)) = types.resolve(type_id).map(|ty| &ty.type_def) else { return vec![] };
    let paths = def.variants.iter().flat_map(|variant| {
        let inner = variant.fields.first().map(|field| variants(types, field.ty.id)).unwrap_or_default();
        let inner = if inner.is_empty() { vec![vec![]] } else { inner };
        inner.into_iter().map(|path| [vec![variant.name.clone()], path].concat())
    });
    paths.collect()
}

/// Returns the path of an error's value; a number or text inside it comes last.
pub(super) fn path(value: &Value<u32>) -> Vec<String> {
    match &value.value {
        ValueDef::Variant(variant) => {
            let inner = variant.values.values().next().map(path).unwrap_or_default();
            [vec![variant.name.clone()], inner].concat()
        }
        ValueDef::Primitive(primitive) => {
            let text = primitive.as_str().map(str::to_owned);
            text.or_else(|| primitive.as_u128().map(|n| n.to_string())).into_iter().collect()
        }
        ValueDef::Composite(_) | ValueDef::BitSequence(_) => vec![],
    }
}

/// Adds a struct's fields to `out`, as `prefix.field` with the name of their type, and the fields of these.
pub(super) fn dotted(types: &PortableRegistry, type_id: u32, prefix: &str, out: &mut Vec<(String, String)>) {
    let Some(TypeDef::Composite(composite)) = types.resolve(type_id).map(|ty| &ty.type_def) else { return };
    for field in &composite.fields {
        let Some(name) = &field.name else { continue };
        let name = format!("{prefix}.{name}");
        out.push((name.clone(), field.type_name.clone().unwrap_or_default()));
        dotted(types, field.ty.id, &name, out);
    }
}
