using CsCheck;
using NodaTime;
using ReferralSilo.Domain.Schedules;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Schedules;

public sealed class SlotIdTests
{
    private static readonly Gen<SlotId> Any =
        Gen.Select(Gen.String[Gen.Char["abcxyz0189-é漢"], 1, 20], Gen.Int[0, 120_000_000], Gen.Int[1, 1440])
        .Select((clinician, minute, length) =>
            SlotId.Create(new(clinician), NodaConstants.UnixEpoch + Duration.FromMinutes(minute),
            NodaConstants.UnixEpoch + Duration.FromMinutes(minute + length)));

    [Fact]
    public void Slot_ids_contain_clinician_and_interval() =>
        Any.Sample(slot => Assert.True(SlotId.TryParse(slot.Value, out var read) && read == slot));

    [Fact]
    public void Slot_ids_are_safe_in_a_url() =>
        Any.Sample(slot => Assert.Matches("^s_[A-Za-z0-9_-]+$", slot.Value));

    [Fact]
    public void A_slot_id_never_changes_from_one_release_to_the_next() =>
        Assert.Equal("s_Aern4AAeYW1lcw", Slot(9).Value);

    [Fact]
    public void A_parsed_slot_id_is_written_as_the_same_text() =>
        Gen.String.Select(t => "s_" + t)
            .Sample(text => Assert.True(!SlotId.TryParse(text, out var slot) || slot.Value == text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("s_")]
    [InlineData("s_AAAA")]
    [InlineData("s______wAeYW1lcw")]
    [InlineData("s_Aern4AAeYW1lcx")]
    [InlineData("s_Aern4AAeYW1lcw==")]
    [InlineData("s_Aern4AAAYW1lcw")]
    [InlineData("s_Aern4AAe YW1lcw")]
    [InlineData("Aern4AAeYW1lcw")]
    public void Other_texts_are_refused(string? text) => Assert.False(SlotId.TryParse(text, out _));
}
