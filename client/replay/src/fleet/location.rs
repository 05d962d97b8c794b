//! H3 cells of locations, given by latitude and longitude in degrees.

use h3o::{LatLng, Resolution};
use shared::h3::zone_of;
use shared::Cell;

/// Resolution of the cells that nodes register: some 250 km², the size of a city.
const NODE_RESOLUTION: Resolution = Resolution::Five;

/// Returns the cell that a node at this location registers; none if the location is invalid.
pub(super) fn node_cell(lat: f64, lon: f64) -> Option<Cell> {
    let location = LatLng::new(lat, lon).ok()?;
    Some(u64::from(location.to_cell(NODE_RESOLUTION)))
}

/// Returns the cell of the zone in which this location lies; none if the location is invalid.
pub(super) fn zone_cell(lat: f64, lon: f64) -> Option<Cell> {
    node_cell(lat, lon).map(zone_of)
}
