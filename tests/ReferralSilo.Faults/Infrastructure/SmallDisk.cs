using System.Globalization;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Infrastructure;

/// <summary>
/// A small separate disk for a database, in memory, that can be filled completely. Only root can mount it.
/// </summary>
internal sealed class SmallDisk : IDisposable
{
    private const int Megabytes = 700;

    private readonly TempFolder _folder = new();

    public SmallDisk()
    {
        // The server runs as another user and needs access.
        Shell.Run("chmod", "755", _folder.Path);
        Shell.Run("mount", "-t", "tmpfs", "-o",
            string.Create(CultureInfo.InvariantCulture, $"size={Megabytes}m,mode=777"), "tmpfs", _folder.Path);
    }

    public string Path => _folder.Path;

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    public void Fill()
    {
        using var file = File.Create(Ballast);
        var block = new byte[1 << 20];
        for (var size = block.Length; size >= 4_096;)
        {
            try
            {
                file.Write(block, 0, size);
                file.Flush();
            }
            catch (IOException)
            {
                // Not enough room: fill the rest with smaller blocks.
                size /= 2;
            }
        }
    }

    public void Empty() => File.Delete(Ballast);

    public void Dispose()
    {
        Shell.Run("umount", "-l", Path);
        _folder.Dispose();
    }
}
