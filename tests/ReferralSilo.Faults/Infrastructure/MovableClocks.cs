using System.Globalization;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Infrastructure;

/// <summary>
/// A wall clock per silo that can be moved while it runs: libfaketime, preloaded, reads the offset from a file. The
/// monotonic clock stays real, as on a machine whose time is set.
/// </summary>
internal sealed class MovableClocks : IDisposable
{
    private static readonly string[] Folders = ["/usr/lib", "/usr/lib64", "/usr/local/lib"];
    private static readonly string? Library = Folders.Where(Directory.Exists)
        .SelectMany(f =>
            Directory.EnumerateDirectories(f, "faketime")
            .Concat(Directory.EnumerateDirectories(f).Select(d => Path.Combine(d, "faketime"))))
        .Select(f => Path.Combine(f, "libfaketimeMT.so.1")).FirstOrDefault(File.Exists);

    private readonly TempFolder _folder = new();

    /// <summary>Why clocks cannot be moved on this machine; null when they can.</summary>
    public static string? WhyNotPossible => Library is null ? "libfaketime is not installed" : null;

    /// <summary>Environment variables for a silo.</summary>
    public (string, string)[] Settings(int silo)
    {
        Move(silo, TimeSpan.Zero);
        return
        [
            ("LD_PRELOAD", Library!), ("FAKETIME_TIMESTAMP_FILE", PathOf(silo)), ("FAKETIME_CACHE_DURATION", "1"),
            ("NO_FAKE_STAT", "1"), ("FAKETIME_DONT_FAKE_MONOTONIC", "1"), ("DONT_FAKE_MONOTONIC", "1"),
            // With libfaketime's fix of pthread_cond_timedwait, every .NET wait with a timeout would end at once.
            ("FAKETIME_FORCE_MONOTONIC_FIX", "0"),
        ];
    }

    /// <summary>Sets the offset of a silo's clock to the machine's; effective within a second.</summary>
    public void Move(int silo, TimeSpan ahead)
    {
        File.WriteAllText(PathOf(silo) + ".new",
            string.Create(CultureInfo.InvariantCulture, $"{(int)ahead.TotalSeconds:+0;-0;+0}s\n"));
        File.Move(PathOf(silo) + ".new", PathOf(silo), overwrite: true);
    }

    public void Dispose() => _folder.Dispose();

    private string PathOf(int silo) => Path.Combine(_folder.Path, $"clock-{silo}");
}
