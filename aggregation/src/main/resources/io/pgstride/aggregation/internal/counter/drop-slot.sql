drop function if exists {apply_slot}(boolean);
drop table if exists {slot};
