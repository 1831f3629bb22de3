-- Two facts more: nobody has said. What is written keeps its meaning, so no version rises, and `xid` stays: there is nothing to tail.
update matching.jobseekers set facts = '{"commuteMaxMinutes": null, "commuteModes": null}'::jsonb || facts where not facts ?& array['commuteMaxMinutes', 'commuteModes'];
update matching.jobseeker_facts set facts = '{"commuteMaxMinutes": null, "commuteModes": null}'::jsonb || facts where not facts ?& array['commuteMaxMinutes', 'commuteModes'];
