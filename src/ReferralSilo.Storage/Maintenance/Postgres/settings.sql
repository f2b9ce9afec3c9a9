select grainidhash, graintypehash, grainidn0, grainidn1, graintypestring, grainidextensionstring, serviceid, version,
  modifiedon, payloadbinary
from orleansstorage
order by grainidhash, graintypehash, grainidn0, grainidn1, graintypestring collate "C",
  coalesce(grainidextensionstring, '') collate "C", serviceid collate "C"
