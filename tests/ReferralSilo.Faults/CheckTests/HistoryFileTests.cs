using ReferralSilo.Faults.Histories;
using ReferralSilo.Testing;
using static ReferralSilo.Faults.CheckTests.AHistory;

namespace ReferralSilo.Faults.CheckTests;

public sealed class HistoryFileTests
{
    [Fact]
    public void Files_of_two_processes_are_read_in_time_order_without_an_incomplete_line()
    {
        using var folder = new TempFolder();
        string[] paths = [Path.Combine(folder.Path, "a.jsonl"), Path.Combine(folder.Path, "b.jsonl")];
        var history = new AHistory().Intake(1, "r1", "k1").Referral("r1", 1, "k1", Received("r1", 1))
            .Schedule(2, Held("r1", "k2", 60)).Watches(3, "desk/x", new RowShown("r1", 1)).Build();
        for (var half = 0; half < 2; half++)
        {
            using var writer = new HistoryWriter(paths[half]);
            foreach (var line in history.Lines.Where((_, i) => i % 2 == half)) writer.Write(line);
        }

        File.AppendAllText(paths[0], "{\"line\":\"call-as");

        var read = HistoryFile.Read(paths);
        Assert.Equal(history.Lines.Select(HistoryFile.Write).Order(), read.Select(HistoryFile.Write).Order());
        Assert.Equal(read.Select(l => l.Ticks).Order(), read.Select(l => l.Ticks));
    }
}
