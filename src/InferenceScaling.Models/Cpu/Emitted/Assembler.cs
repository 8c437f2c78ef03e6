namespace InferenceScaling.Models.Cpu.Emitted;

/// <summary>Writes the few x86-64 instructions that a tile of products is made of. 512-bit vectors 0 to 31; all addresses are a base register, perhaps an index, and a displacement.</summary>
/// <remarks>Encodings: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, chapter 2.7 (EVEX).</remarks>
internal sealed class Assembler
{
    private readonly List<byte> _code = [];

    public ReadOnlySpan<byte> Code => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_code);

    /// <summary>Where the next instruction goes; a target of <see cref="JumpUnlessZero"/>.</summary>
    public int Position => _code.Count;

    /// <summary>register = [address].</summary>
    public void Load(Register register, Register address, int displacement)
    {
        Rex(register, address);
        Emit(0x8B);
        Memory((int)register, address, displacement);
    }

    /// <summary>[address] = register.</summary>
    public void Store(Register register, Register address, int displacement)
    {
        Rex(register, address);
        Emit(0x89);
        Memory((int)register, address, displacement);
    }

    /// <summary>register += value.</summary>
    public void Add(Register register, int value)
    {
        Emit((byte)(0x48 | High((int)register, 0)), 0x81, (byte)(0xC0 | Low((int)register)));
        Emit32(value);
    }

    /// <summary>register += other.</summary>
    public void Add(Register register, Register other) => Emit((byte)(0x48 | High((int)other, 2) | High((int)register, 0)), 0x01, (byte)(0xC0 | (Low((int)other) << 3) | Low((int)register)));

    /// <summary>register += [address].</summary>
    public void AddLoaded(Register register, Register address, int displacement)
    {
        Rex(register, address);
        Emit(0x03);
        Memory((int)register, address, displacement);
    }

    /// <summary>register = other.</summary>
    public void Copy(Register register, Register other) => Emit((byte)(0x48 | High((int)other, 2) | High((int)register, 0)), 0x89, (byte)(0xC0 | (Low((int)other) << 3) | Low((int)register)));

    /// <summary>register = value.</summary>
    public void Set(Register register, int value)
    {
        Emit((byte)(0x48 | High((int)register, 0)), 0xC7, (byte)(0xC0 | Low((int)register)));
        Emit32(value);
    }

    /// <summary>Keeps one of the first eight registers on the stack.</summary>
    public void Push(Register register) => Emit((byte)(0x50 | Low((int)register)));

    /// <summary>Takes it back.</summary>
    public void Pop(Register register) => Emit((byte)(0x58 | Low((int)register)));

    /// <summary>register −= 1, then a jump back unless it is zero.</summary>
    public void JumpUnlessZero(Register register, int target)
    {
        Emit((byte)(0x48 | High((int)register, 0)), 0xFF, (byte)(0xC8 | Low((int)register)), 0x0F, 0x85);
        Emit32(target - (Position + 4));
    }

    /// <summary>vector = 64 bytes at an address.</summary>
    public void LoadVector(int vector, Register address, int displacement) => Evex(Map.Base, Prefix.F3, wide: true, 0x6F, vector, 0, address, null, displacement);

    /// <summary>64 bytes at an address = vector.</summary>
    public void StoreVector(int vector, Register address, Register? index, int scale, int displacement = 0) => Evex(Map.Base, Prefix.F3, wide: true, 0x7F, vector, 0, address, index, displacement, scale);

    /// <summary>vector = other.</summary>
    public void Move(int vector, int other) => Evex(Map.Base, Prefix.Operand, wide: true, 0x6F, vector, 0, other);

    /// <summary>vector = 0.</summary>
    public void Clear(int vector) => Evex(Map.Base, Prefix.Operand, wide: true, 0xEF, vector, vector, vector);

    /// <summary>Every group of four bytes of a vector = the four bytes at an address.</summary>
    public void Broadcast(int vector, Register address, Register? index, int scale, int displacement) => Evex(Map.Second, Prefix.Operand, wide: false, 0x58, vector, 0, address, index, displacement, scale);

    /// <summary>VPDPBUSD: each of 16 sums += four products of unsigned and signed bytes.</summary>
    public void MultiplyAddBytes(int sums, int unsignedBytes, int signedBytes) => Evex(Map.Second, Prefix.Operand, wide: false, 0x50, sums, unsignedBytes, signedBytes);

    /// <summary>VDPBF16PS: each of 16 sums += the products of a pair of bf16 numbers, the upper half's first, each product and sum rounded as a fused multiply-add.</summary>
    public void MultiplyAddPairs(int sums, int pairs, int otherPairs) => Evex(Map.Second, Prefix.F3, wide: false, 0x52, sums, pairs, otherPairs);

    /// <summary>The same with one pair of numbers at an address.</summary>
    public void MultiplyAddPair(int sums, int pairs, Register address, Register? index, int scale, int displacement) => Evex(Map.Second, Prefix.F3, wide: false, 0x52, sums, pairs, address, index, displacement, scale, broadcast: true);

    /// <summary>vector = one + other, in single precision.</summary>
    public void AddVectors(int vector, int one, int other) => Evex(Map.Base, Prefix.None, wide: false, 0x58, vector, one, other);

    /// <summary>vector = the bits that another and the 64 bytes at an address have in common.</summary>
    public void AndLoaded(int vector, int other, Register address, int displacement) => Evex(Map.Base, Prefix.Operand, wide: false, 0xDB, vector, other, address, null, displacement);

    /// <summary>vector = other · the single-precision number at an address.</summary>
    public void MultiplyBroadcast(int vector, int other, Register address, Register? index, int scale) => Evex(Map.Base, Prefix.None, wide: false, 0x59, vector, other, address, index, 0, scale, broadcast: true);

    /// <summary>vector = the integers of another in single precision.</summary>
    public void ConvertIntegers(int vector, int other) => Evex(Map.Base, Prefix.None, wide: false, 0x5B, vector, 0, other);

    /// <summary>sums += one · other, rounded once.</summary>
    public void MultiplyAdd(int sums, int one, int other) => Evex(Map.Second, Prefix.Operand, wide: false, 0xB8, sums, one, other);

    /// <summary>Asks for a line of memory ahead of time.</summary>
    /// <param name="level">1 or 2: for which cache.</param>
    /// <param name="address">Where.</param>
    /// <param name="displacement">How far behind it.</param>
    public void Prefetch(int level, Register address, int displacement)
    {
        if (High((int)address, 0) != 0)
            Emit(0x41);
        Emit(0x0F, 0x18);
        Memory(level, address, displacement);
    }

    /// <summary>LDTILECFG: shapes of the tiles from 64 bytes at an address; zeros free them, and they are no longer part of what a change of threads has to keep.</summary>
    public void LoadTileShapes(Register address) => Tile(Map.Second, Prefix.None, 0x49, 0, address, null, 0);

    /// <summary>STTILECFG: 64 bytes at an address = shapes of the tiles; zeros where there are none.</summary>
    public void StoreTileShapes(Register address) => Tile(Map.Second, Prefix.Operand, 0x49, 0, address, null, 0);

    /// <summary>tile = 0.</summary>
    public void ClearTile(int tile) => Emit(0xC4, 0xE2, 0x7B, 0x49, (byte)(0xC0 | (tile << 3)));

    /// <summary>tile = rows of 64 bytes, a stride from one to the next.</summary>
    public void LoadTile(int tile, Register address, Register stride, int displacement) => Tile(Map.Second, Prefix.F2, 0x4B, tile, address, stride, displacement);

    /// <summary>Rows of 64 bytes, a stride from one to the next = tile.</summary>
    public void StoreTile(int tile, Register address, Register stride, int displacement) => Tile(Map.Second, Prefix.F3, 0x4B, tile, address, stride, displacement);

    /// <summary>TDPBSUD: sums[m, n] += Σ over k of signed[m, k] · unsigned[k / 4, n, k mod 4].</summary>
    public void MultiplyTiles(int sums, int signedBytes, int unsignedBytes) => Emit(0xC4, 0xE2, (byte)(((~unsignedBytes & 15) << 3) | (int)Prefix.F3), 0x5E, (byte)(0xC0 | (sums << 3) | signedBytes));

    /// <summary>Leaves, with the upper halves of the vectors cleared.</summary>
    public void Return() => Emit(0xC5, 0xF8, 0x77, 0xC3);

    private static int Low(int register) => register & 7;

    private static int High(int register, int bit) => ((register >> 3) & 1) << bit;

    private void Rex(Register register, Register address) => Emit((byte)(0x48 | High((int)register, 2) | High((int)address, 0)));

    private void Evex(Map map, Prefix prefix, bool wide, byte operation, int vector, int second, int third)
    {
        EvexPrefix(map, prefix, wide, vector, second, (third >> 4) & 1, (third >> 3) & 1, broadcast: false);
        Emit(operation, (byte)(0xC0 | (Low(vector) << 3) | Low(third)));
    }

    private void Evex(Map map, Prefix prefix, bool wide, byte operation, int vector, int second, Register address, Register? index, int displacement, int scale = 0, bool broadcast = false)
    {
        EvexPrefix(map, prefix, wide, vector, second, index is { } given ? High((int)given, 0) : 0, High((int)address, 0), broadcast);
        Emit(operation);
        if (index is not { } register)
        {
            Memory(vector, address, displacement);
            return;
        }

        Emit((byte)(0x84 | (Low(vector) << 3)), (byte)((scale << 6) | (Low((int)register) << 3) | Low((int)address)));
        Emit32(displacement);
    }

    // The bits of register numbers stand inverted.
    private void EvexPrefix(Map map, Prefix prefix, bool wide, int vector, int second, int extendedIndex, int extendedBase, bool broadcast)
    {
        Emit(
            0x62,
            (byte)(((~vector >> 3 & 1) << 7) | ((~extendedIndex & 1) << 6) | ((~extendedBase & 1) << 5) | ((~vector >> 4 & 1) << 4) | (int)map),
            (byte)((wide ? 0x80 : 0) | ((~second & 15) << 3) | 4 | (int)prefix),
            (byte)((2 << 5) | (broadcast ? 0x10 : 0) | ((~second >> 4 & 1) << 3)));
    }

    // A vector-extension prefix of three bytes; the bits of register numbers stand inverted.
    private void Tile(Map map, Prefix prefix, byte operation, int tile, Register address, Register? index, int displacement)
    {
        var (extendedIndex, extendedBase) = (index is { } given ? High((int)given, 0) : 0, High((int)address, 0));
        Emit(0xC4, (byte)(0x80 | ((~extendedIndex & 1) << 6) | ((~extendedBase & 1) << 5) | (int)map), (byte)(0x78 | (int)prefix), operation);
        if (index is not { } register)
        {
            Memory(tile, address, displacement);
            return;
        }

        Emit((byte)(0x84 | (tile << 3)), (byte)((Low((int)register) << 3) | Low((int)address)));
        Emit32(displacement);
    }

    private void Memory(int register, Register address, int displacement)
    {
        Emit((byte)(0x80 | (Low(register) << 3) | Low((int)address)));
        if (Low((int)address) == 4)
            Emit(0x24);
        Emit32(displacement);
    }

    private void Emit(params ReadOnlySpan<byte> bytes) => _code.AddRange(bytes);

    private void Emit32(int value) => _code.AddRange(BitConverter.GetBytes(value));

    private enum Map
    {
        Base = 1,
        Second = 2,
    }

    private enum Prefix
    {
        None = 0,
        Operand = 1,
        F3 = 2,
        F2 = 3,
    }
}
