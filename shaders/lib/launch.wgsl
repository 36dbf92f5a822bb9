// The entry of every kernel: work items count along x, then along y where there are
// more than 65535 workgroups. GROUPS_X and THREADS are generated.
@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let t = (group.y * GROUPS_X + group.x) * 64u + lane;
    if (t < THREADS) {
        thread(t);
    }
}
