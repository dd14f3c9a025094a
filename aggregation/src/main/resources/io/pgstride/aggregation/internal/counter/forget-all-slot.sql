delete from {slot};
