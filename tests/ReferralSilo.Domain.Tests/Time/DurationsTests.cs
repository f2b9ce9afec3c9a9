using System.Text.Json;
using CsCheck;
using ReferralSilo.Contracts.Json;

namespace ReferralSilo.Domain.Tests.Time;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("PT0S", "PT0S")]
    [InlineData("PT90M", "PT1H30M")]
    [InlineData("P1DT12H", "P1DT12H")]
    [InlineData("PT36H", "P1DT12H")]
    [InlineData("PT0.5S", "PT0.5S")]
    [InlineData("P30D", "P30D")]
    public void Duration_is_read_and_written_in_its_shortest_form(string text, string shortest)
    {
        var value = JsonSerializer.Deserialize<TimeSpan>($"\"{text}\"", ContractsJson.Options);
        Assert.Equal($"\"{shortest}\"", JsonSerializer.Serialize(value, ContractsJson.Options));
    }

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1M")]
    [InlineData("P1Y")]
    [InlineData("P2W")]
    [InlineData("-PT1M")]
    [InlineData("PT-1M")]
    [InlineData(" PT1M")]
    [InlineData("PT1M ")]
    [InlineData("pt1m")]
    [InlineData("PT1,5S")]
    [InlineData("00:30:00")]
    [InlineData("30")]
    [InlineData("P99999999999D")]
    [InlineData("PT99999999999999999999999999999999999S")]
    [InlineData("PT0000000000000000000000000000000000000000001S")]
    public void Another_text_is_no_duration(string text) => Assert.False(Durations.TryParse(text, out _));

    [Fact]
    public void Every_duration_is_read_as_it_was_written() => Gen.Long[0, TimeSpan.MaxValue.Ticks].Sample(ticks =>
        Durations.TryParse(Durations.Text(TimeSpan.FromTicks(ticks)), out var read) && read.Ticks == ticks);

    [Fact]
    public void Any_text_of_its_letters_is_read_or_refused() =>
        Gen.Char["PTDHMSYW.-+ 0123456789"].Array[0, 45].Sample(text =>
        {
            Durations.TryParse(new string(text), out _);
        });
}
