using System.Runtime.CompilerServices;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Messages.Replies;

namespace ReferralSilo.Domain.Tests.Messages.Replies;

public sealed class ReplyReaderTests
{
    private static readonly LocalDate Today = new(2026, 12, 1);

    [Fact]
    public void Each_text_of_the_approved_table_is_understood_as_it_says()
    {
        var lines = File.ReadLines(Path.Combine(Path.GetDirectoryName(ThisFile())!, "replies.approved.tsv"))
            .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t')).ToList();

        Assert.True(lines.Count >= 120);
        var misread = lines.Select(l => (Text: l[1], Expected: l[0],
            Actual: Word(ReplyReader.Read(l[1].Replace("\\n", "\n", StringComparison.Ordinal), Today))))
            .Where(l => l.Actual != l.Expected).ToList();
        Assert.Empty(misread);
    }

    [Fact]
    public void A_text_of_any_length_is_read()
    {
        Assert.Equal(ReplyMeaning.Conversation, ReplyReader.Read("", Today).Meaning);
        Assert.Equal(ReplyMeaning.Conversation, ReplyReader.Read(new string('a', 100_000), Today).Meaning);
    }

    private static string Word(ReplyReading reading) =>
        reading switch
        {
            { Code: { } code } => $"code:{code.Digit}{code.Letter}",
            { Meaning: ReplyMeaning.OptOut, SaysWrongNumber: true } => "opt-out+wrong-number",
            _ => reading.Meaning.WireName(),
        } + (reading.Emergency?.Concern == EmergencyConcern.Emergency ? "+emergency" : "");

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
