// Requests are recorded by what held when they began, however late the recorder gets to them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecordingPolicy } from '../../src/recorder/recordingPolicy.ts';

function policyAt(start: number) {
  const clock = { now: start, isOn: true };
  const policy = new RecordingPolicy(
    () => clock.isOn,
    () => clock.now,
  );
  const setOn = (isOn: boolean, at: number) => {
    Object.assign(clock, { isOn, now: at });
    policy.switched();
  };
  return { policy, clock, setOn };
}

test('what began during a pause is not recorded after it, what began before or after is', () => {
  const { policy, setOn } = policyAt(0);
  setOn(false, 10);
  assert.equal(policy.isRecorded(null, 5), false);
  setOn(true, 20);
  assert.deepEqual(
    [5, 10, 15, 20, 21].map(at => policy.isRecorded(null, at)),
    [true, false, false, false, true],
  );
});

test('a workspace is left out from the moment it is excluded, and what began meanwhile for good', () => {
  const { policy, clock } = policyAt(0);
  policy.setExcluded(['secret-1']);
  clock.now = 10;
  assert.deepEqual([policy.isRecorded('secret-1', 5), policy.isRecorded('open-1', 5)], [false, true]);
  policy.setExcluded([]);
  assert.deepEqual([policy.isRecorded('secret-1', 5), policy.isRecorded('secret-1', 11)], [false, true]);
});

test('a recorder that starts paused records nothing that began before it was resumed', () => {
  const clock = { now: 0, isOn: false };
  const policy = new RecordingPolicy(
    () => clock.isOn,
    () => clock.now,
  );
  Object.assign(clock, { isOn: true, now: 10 });
  policy.switched();
  assert.deepEqual([policy.isRecorded(null, 9), policy.isRecorded(null, 11)], [false, true]);
});
